-- One row per event. Staff with events.manage write it through the view public.events; the status
-- moves only through publish_event, close_event and cancel_event. Machine `event`.

create table events.events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  title text not null,
  slug text not null,
  sport events.sport not null default 'other',
  description text,
  location_name text,
  location_address text,
  time_zone text not null default 'Europe/Amsterdam',
  starts_at timestamptz,
  ends_at timestamptz,
  status events.event_status not null default 'draft',
  features text[] not null default '{}',
  published_at timestamptz,
  closed_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint events_pkey primary key (org_id, id),
  constraint events_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint features_are_known
    check (features <@ array['entry_rules', 'price_tiers', 'required_products']),
  constraint events_id_is_unique unique (id),
  constraint slug_is_unique_in_org unique (org_id, slug),
  constraint slug_fits_in_an_address check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  constraint title_is_1_to_200_characters check (length(btrim(title)) between 1 and 200),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint location_is_up_to_300_characters
    check (length(location_name) <= 300 and length(location_address) <= 300),
  constraint event_ends_after_it_starts check (ends_at > starts_at),
  constraint moments_are_from_2000_to_2200 check (
    starts_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and ends_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint location_is_one_line check (location_name !~ '[[:cntrl:]]'),
  constraint published_event_has_dates
    check (status not in ('published', 'closed') or (starts_at is not null and ends_at is not null)),
  constraint published_at_is_set_once_published
    check (status not in ('published', 'closed') or published_at is not null),
  constraint closed_at_is_set_iff_closed check ((status = 'closed') = (closed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint only_drafts_are_deleted check (deleted_at is null or status in ('draft', 'cancelled'))
);
create index events_published_idx on events.events (starts_at, id)
  where status = 'published' and deleted_at is null;
-- What is counted across orgs comes from the index alone.
create index events_status_idx on events.events (status, ends_at) where deleted_at is null;
create index events_deleted_idx on events.events (org_id) where deleted_at is not null;
alter table events.events enable row level security;
comment on table events.events is 'Running, cycling and other events of organisers.';
comment on column events.events.time_zone is 'IANA name, e.g. Europe/Amsterdam.';
comment on column events.events.features is
  'Which of the rarer things were ever set up for the event: a sale looks no further for the others.';
comment on column events.events.slug is 'The event''s part of its address; made from the title when left out.';
