-- What administrators of the platform did and looked up, in whichever room: one row per act,
-- written by tenancy.log_admin_act() in the transaction of the act. Beside the audit log of the
-- org, which its members read. Append-only for everyone, superusers included.

create table tenancy.admin_audit_log (
  entry_id bigint generated always as identity,
  admin_id uuid,
  admin_email text,
  action text not null,
  org_id uuid,
  entity_type text not null,
  entity_id text,
  details jsonb not null default '{}',
  request_id text,
  address text,
  user_agent text,
  created_at timestamptz not null default core.clock(),
  constraint admin_audit_log_pkey primary key (entry_id),
  constraint action_is_thing_dot_verb check (action ~ '^[a-z_]+\.[a-z_]+$'),
  constraint details_are_an_object check (jsonb_typeof(details) = 'object')
);
create index admin_audit_log_admin_idx on tenancy.admin_audit_log (admin_id, entry_id);
create index admin_audit_log_org_idx on tenancy.admin_audit_log (org_id, entry_id);
create index admin_audit_log_action_idx on tenancy.admin_audit_log (action, entry_id);
create index admin_audit_log_created_at_idx on tenancy.admin_audit_log using brin (created_at);
alter table tenancy.admin_audit_log enable row level security;
comment on table tenancy.admin_audit_log is
  'What administrators of the platform did, when and from where. Append-only.';
comment on column tenancy.admin_audit_log.admin_id is
  'User id from the access token; null for operators who have the database itself.';
comment on column tenancy.admin_audit_log.admin_email is
  'Their address at the time: it stays when the account goes.';
comment on column tenancy.admin_audit_log.action is 'What was done, such as org.suspended.';
comment on column tenancy.admin_audit_log.org_id is 'The org that it concerned, if it concerned one.';
comment on column tenancy.admin_audit_log.details is 'With what, and why: the reason among it.';
