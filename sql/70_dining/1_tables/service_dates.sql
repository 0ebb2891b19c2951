-- requires: locations
--
-- One row per location and service date on which something was booked. It holds nothing: whoever
-- books or moves there locks it, because covers and pacing cannot be constraints.

create table dining.service_dates (
  org_id uuid not null,
  location_id uuid not null,
  service_date date not null,
  constraint service_dates_pkey primary key (org_id, location_id, service_date),
  constraint service_dates_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id)
);
alter table dining.service_dates enable row level security;
comment on table dining.service_dates is 'What bookings of a location and date take turns at.';
