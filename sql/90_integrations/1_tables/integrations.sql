-- requires: kinds
--
-- Another system that an org, or one event of it, keeps up to date: where it is, what it wants to
-- hear of, and whether it is told at present. Written by functions only. Machine `integration`.

create type integrations.integration_status as enum ('enabled', 'paused', 'disabled');
comment on type integrations.integration_status is
  'enabled: told at once; paused: what happens waits for it; disabled: what happens passes it by.';

create type integrations.auth as enum ('none', 'bearer', 'basic');
comment on type integrations.auth is 'How the workers sign in at its address.';

create table integrations.integrations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid,
  kind text not null,
  name text not null,
  config jsonb not null,
  auth integrations.auth not null,
  event_types text[] not null,
  status integrations.integration_status not null default 'enabled',
  status_reason text,
  starts_after bigint not null,
  created_by uuid,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  paused_at timestamptz,
  disabled_at timestamptz,
  deleted_at timestamptz,
  constraint integrations_pkey primary key (org_id, id),
  constraint integrations_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint integrations_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint integrations_kind_fkey foreign key (kind) references integrations.kinds (kind),
  constraint integrations_created_by_fkey foreign key (created_by) references auth.users (id)
    on delete set null,
  constraint integrations_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint config_is_an_object check (jsonb_typeof(config) = 'object'),
  constraint event_types_are_1_to_100 check (cardinality(event_types) between 1 and 100),
  constraint status_reason_is_short check (length(status_reason) between 1 and 200),
  constraint paused_at_is_set_iff_paused check ((status = 'paused') = (paused_at is not null)),
  constraint disabled_at_is_set_iff_disabled
    check ((status = 'disabled') = (disabled_at is not null))
);
create index integrations_event_idx on integrations.integrations (org_id, event_id);
create index integrations_kind_idx on integrations.integrations (kind);
create index integrations_created_by_idx on integrations.integrations (created_by);
alter table integrations.integrations enable row level security;
comment on table integrations.integrations is 'Other systems that are told what happens in an org.';
comment on column integrations.integrations.event_id is 'The one event that it hears of; null: all.';
comment on column integrations.integrations.config is 'Fields of its kind; never a secret.';
comment on column integrations.integrations.event_types is
  'What it hears of: types such as order.paid, all of a subject as order.*, or *.';
comment on column integrations.integrations.status_reason is
  'Why it is paused or disabled: what a member said, or gone or failing.';
comment on column integrations.integrations.starts_after is
  'The last change that is not its business: what happened before it was made or enabled again.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('integration', 'new', 'enabled', 'A member of staff made it.'),
  ('integration', 'enabled', 'paused', 'A member of staff paused it.'),
  ('integration', 'paused', 'enabled', 'A member of staff let it go on.'),
  ('integration', 'enabled', 'disabled', 'Its address failed for three days, or answered 410 Gone.'),
  ('integration', 'paused', 'disabled', 'An answer that was under way was 410 Gone.'),
  ('integration', 'disabled', 'enabled', 'A member of staff let it go on.');

-- What signs, and what signs in, as the workers sealed it (AES-256-GCM, bound to the org). A table
-- of its own, so that no audit trigger ever sees it.
create type integrations.secret_purpose as enum ('signing', 'credential');
comment on type integrations.secret_purpose is
  'What signs deliveries, or what the workers sign in with at the address.';

create table integrations.secrets (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  integration_id uuid not null,
  purpose integrations.secret_purpose not null,
  key_id text not null,
  sealed text not null,
  created_at timestamptz not null default core.clock(),
  ends_at timestamptz,
  constraint secrets_pkey primary key (org_id, id),
  constraint secrets_integration_fkey foreign key (org_id, integration_id)
    references integrations.integrations (org_id, id),
  constraint secrets_id_is_unique unique (id),
  constraint secret_is_sealed check (sealed like 'v1.' || key_id || '.%'),
  constraint only_what_signs_ends_later check (purpose = 'signing' or ends_at is null)
);
create index secrets_integration_idx on integrations.secrets (org_id, integration_id);
create unique index secrets_current_key on integrations.secrets (org_id, integration_id, purpose)
  where ends_at is null;
create index secrets_key_idx on integrations.secrets (key_id);
alter table integrations.secrets enable row level security;
comment on table integrations.secrets is 'Sealed secrets of integrations; for workers only.';
comment on column integrations.secrets.key_id is 'Which of TOKEN_ENCRYPTION_KEYS sealed it.';
comment on column integrations.secrets.ends_at is
  'Until when an old secret signs along; null: the current one.';
