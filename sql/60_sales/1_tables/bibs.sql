-- requires: registrations
--
-- Start numbers. Ranges say which numbers go to which ticket types or waves; a row of bibs is a
-- number in use, or one that was. Machine `bib`.

create table sales.bib_ranges (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  wave_id uuid,
  first_number integer not null,
  last_number integer not null,
  next_number integer not null,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint bib_ranges_pkey primary key (org_id, id),
  constraint bib_ranges_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint bib_ranges_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint bib_ranges_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint bib_ranges_id_is_unique unique (id),
  constraint numbers_are_1_to_999999
    check (first_number >= 1 and last_number between first_number and 999999),
  constraint ranges_of_an_event_do_not_overlap exclude using gist (
    org_id with =, event_id with =, int4range(first_number, last_number, '[]') with &&
  ) where (deleted_at is null)
);
create index bib_ranges_event_idx on sales.bib_ranges (org_id, event_id, sort_order);
create index bib_ranges_ticket_type_idx on sales.bib_ranges (org_id, ticket_type_id);
create index bib_ranges_wave_idx on sales.bib_ranges (org_id, wave_id);
alter table sales.bib_ranges enable row level security;
comment on table sales.bib_ranges is 'Which start numbers go to which ticket types or waves.';
comment on column sales.bib_ranges.next_number is
  'Where the search for a fresh number begins: all before it have been in use. Kept by functions.';
comment on column sales.bib_ranges.wave_id is 'A range for a wave comes before one for a ticket type, and that before one for all.';

create table sales.bibs (
  org_id uuid not null,
  event_id uuid not null,
  number integer not null,
  registration_id uuid,
  status sales.bib_status not null,
  note text,
  returned_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint bibs_pkey primary key (org_id, event_id, number),
  constraint bibs_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint bibs_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint number_is_1_to_999999 check (number between 1 and 999999),
  constraint note_is_up_to_200_characters check (length(note) <= 200),
  constraint bib_has_a_registration_iff_assigned
    check ((status = 'assigned') = (registration_id is not null)),
  constraint returned_at_is_set_iff_returned
    check ((status = 'returned') = (returned_at is not null))
);
create unique index bibs_registration_key on sales.bibs (org_id, registration_id);
create index bibs_number_idx on sales.bibs (org_id, number) where status = 'assigned';
create index bibs_returned_idx on sales.bibs (org_id, event_id, number) where status = 'returned';
alter table sales.bibs enable row level security;
comment on table sales.bibs is 'Start numbers in use, kept apart, or given back.';
comment on column sales.bibs.note is 'Whom a number is kept apart for.';
