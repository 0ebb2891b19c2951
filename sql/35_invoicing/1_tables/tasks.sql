-- Payables whose invoices may be behind, in the order in which they were settled. Written in the
-- transaction of the change, worked off by a sweep right after it: so numbers are gapless, and yet
-- no sale waits for the one before.

create table invoicing.tasks (
  org_id uuid not null,
  position bigint not null generated always as identity,
  payable_id uuid not null,
  due_at timestamptz not null default core.clock(),
  problem text,
  created_at timestamptz not null default core.clock(),
  constraint tasks_pkey primary key (org_id, position),
  constraint tasks_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id)
);
create index tasks_due_at_idx on invoicing.tasks (due_at, position);
create index tasks_payable_idx on invoicing.tasks (org_id, payable_id);
alter table invoicing.tasks enable row level security;
comment on table invoicing.tasks is 'Payables whose invoices are to be brought up to date.';
comment on column invoicing.tasks.problem is 'Why it could not be done so far; it is tried again at due_at.';
