-- How far the audit log is settled. Numbers of its entries are handed out before commit, so an
-- entry may turn up below ones that were seen; whoever follows the log (figures, the change feed,
-- seals) goes as far as core.settled_audit_id() and misses none. Written by the sweep
-- core.settle_audit(), which reads how far the numbers have come (`read_id`) and settles them once
-- every transaction has ended that had begun by then (all below `ended_xid`).

create table core.audit_progress (
  is_only_row boolean not null default true,
  settled_id bigint not null default 0,
  settled_at timestamptz not null default '-infinity',
  read_id bigint not null default 0,
  read_at timestamptz not null default '-infinity',
  ended_xid xid8,
  heads_told_at timestamptz not null default '-infinity',
  constraint audit_progress_pkey primary key (is_only_row),
  constraint there_is_one_row check (is_only_row),
  constraint what_is_settled_was_read check (settled_id <= read_id)
);
alter table core.audit_progress enable row level security;
comment on table core.audit_progress is 'How far the audit log is settled: no entry comes later.';
comment on column core.audit_progress.settled_id is
  'Every entry up to this number that will ever exist is there.';
comment on column core.audit_progress.settled_at is
  'What was committed by then has numbers up to settled_id.';
comment on column core.audit_progress.ended_xid is
  'Transactions below this one may have numbers up to read_id; null when those are settled.';
comment on column core.audit_progress.heads_told_at is
  'Heads of seals up to this moment have been told outside the database.';
