-- The tenant: an organiser or the owner of restaurants. Founded by tenancy.create_org(), edited by
-- its owners and admins through public.orgs, suspended by platform admins. `deleted_at` hides it
-- from everybody, its members included.

create table tenancy.orgs (
  id uuid not null default core.new_id(),
  name text not null,
  slug text not null,
  email text,
  language text not null default 'nl',
  country text not null default 'NL',
  time_zone text not null default 'Europe/Amsterdam',
  created_by uuid,
  suspended_at timestamptz,
  suspended_reason text,
  moving_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orgs_pkey primary key (id),
  constraint orgs_slug_key unique (slug),
  constraint orgs_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint name_has_1_to_120_characters check (length(btrim(name)) between 1 and 120),
  constraint slug_is_a_dns_label check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 63),
  constraint email_is_lower_case check (email = lower(email)),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint suspended_at_is_set_iff_suspended_reason
    check ((suspended_at is null) = (suspended_reason is null))
);
create index orgs_created_by_idx on tenancy.orgs (created_by);
create index orgs_deleted_idx on tenancy.orgs (id) where deleted_at is not null;
alter table tenancy.orgs enable row level security;
comment on table tenancy.orgs is 'Tenants: organisers of events and owners of restaurants.';
comment on column tenancy.orgs.slug is 'Its part of public addresses; unique, lower case.';
comment on column tenancy.orgs.email is 'Where buyers and guests reach the org; shown to them.';
comment on column tenancy.orgs.language is 'Language of its mail where the reader''s is unknown.';
comment on column tenancy.orgs.time_zone is 'IANA name: where the months of its books begin.';
comment on column tenancy.orgs.suspended_at is
  'Since when the org sells nothing; set by the platform.';
comment on column tenancy.orgs.moving_at is
  'Since when it is on its way to another cell, and sells nothing meanwhile.';
