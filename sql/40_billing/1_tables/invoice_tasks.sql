-- requires: charges
--
-- Charges whose invoices may be behind: they were paid, paid back or charged back. Written in the
-- transaction of the change, worked off by a sweep right after it, so that no payment waits for
-- numbers. What cannot be done waits here with its reason.

create table billing.invoice_tasks (
  org_id uuid not null,
  position bigint not null generated always as identity,
  charge_id uuid not null,
  due_at timestamptz not null default core.clock(),
  problem text,
  created_at timestamptz not null default core.clock(),
  constraint invoice_tasks_pkey primary key (org_id, position),
  constraint invoice_tasks_charge_fkey foreign key (org_id, charge_id)
    references billing.charges (org_id, id)
);
create index invoice_tasks_due_at_idx on billing.invoice_tasks (due_at, position);
create index invoice_tasks_charge_idx on billing.invoice_tasks (org_id, charge_id);
alter table billing.invoice_tasks enable row level security;
comment on table billing.invoice_tasks is 'Charges whose invoices are to be brought up to date.';
comment on column billing.invoice_tasks.problem is
  'Why it could not be done so far; it is tried again at due_at.';
