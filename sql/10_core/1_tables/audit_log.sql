-- requires: settings
--
-- One row per change of an audited row, or per act that changes none (a resend, an export).
-- Written by core.tg__audit() and core.audit(). Append-only for everyone, superusers included:
-- a trigger refuses update, delete and truncate.
--
-- Entries lie in a table per month (UTC), in the schema audit_parts: data that a sweep makes ahead
-- (core.sweep_audit_parts), no part of what migrations describe. An entry of a month without one
-- lies in audit_parts.audit_log_other. Months that are older than the retention are detached and
-- stay in that schema, still append-only, still sealed, until `entree audit archive` has them in
-- files (core.audit_archives).

create schema audit_parts;
comment on schema audit_parts is 'Months of the audit log: made ahead, and detached, by a sweep.';

create table core.audit_log (
  audit_id bigint generated always as identity,
  org_id uuid,
  entity_type text not null,
  entity_id text not null,
  action text not null,
  old_value jsonb,
  new_value jsonb,
  performed_by uuid,
  impersonated_by uuid,
  performed_by_type core.actor_type not null,
  location_id uuid,
  request_id text,
  address text,
  user_agent text,
  created_at timestamptz not null default core.clock(),
  constraint audit_log_pkey primary key (audit_id, created_at)
) partition by range (created_at);
create index audit_log_org_entity_idx on core.audit_log (org_id, entity_type, entity_id, audit_id);
create index audit_log_org_idx on core.audit_log (org_id, audit_id);
create index audit_log_performed_by_idx on core.audit_log (performed_by, audit_id)
  where performed_by is not null;
create index audit_log_created_at_idx on core.audit_log using brin (created_at);
alter table core.audit_log enable row level security;
comment on table core.audit_log is
  'Who did what, when and from where, with old and new values of what changed. Append-only.';
comment on column core.audit_log.old_value is 'Columns that changed, before; sensitive ones as hashes.';
comment on column core.audit_log.new_value is 'Columns that changed, after; the whole row on creation.';
comment on column core.audit_log.performed_by is 'User id from the access token; null for guests and the system.';
comment on column core.audit_log.impersonated_by is
  'The administrator of the platform who did it in that user''s name; null normally.';

create table audit_parts.audit_log_other partition of core.audit_log default;
alter table audit_parts.audit_log_other enable row level security;

insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('core.audit_retention_months', '84', 1, 1200, true,
   'After how many months entries of the audit log are detached from it.');
