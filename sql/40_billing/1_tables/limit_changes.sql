-- Orgs whose terms changed: what sales draw on follows soon, by a sweep of the room that has it.

create table billing.limit_changes (
  org_id uuid not null,
  due_at timestamptz not null default core.clock(),
  constraint limit_changes_pkey primary key (org_id),
  constraint limit_changes_org_fkey foreign key (org_id) references tenancy.orgs (id)
);
create index limit_changes_due_at_idx on billing.limit_changes (due_at);
alter table billing.limit_changes enable row level security;
comment on table billing.limit_changes is 'Orgs whose limits changed since they were last applied.';
