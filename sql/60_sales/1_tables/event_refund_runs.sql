-- requires: orders
--
-- The refund of everything that was sold for an event which was called off: one run per event,
-- which a sweep works off in batches. Machine `refund_run`.

create type sales.refund_run_status as enum ('running', 'paused', 'completed');
comment on type sales.refund_run_status is 'Where the refund of a whole event stands.';

create type sales.refund_run_outcome as enum ('refunded', 'cancelled', 'nothing', 'refused');
comment on type sales.refund_run_outcome is
  'What became of one order of it: money goes back, none was to go back, nothing was left, or why not.';

create table sales.event_refund_runs (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  status sales.refund_run_status not null default 'running',
  include_fees boolean not null,
  reason text,
  created_by uuid not null,
  orders_total integer not null,
  last_order_at timestamptz,
  last_order_id uuid,
  paused_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint event_refund_runs_pkey primary key (org_id, id),
  constraint event_refund_runs_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint event_refund_runs_created_by_fkey foreign key (created_by)
    references auth.users (id),
  constraint an_event_is_refunded_once unique (org_id, event_id),
  constraint orders_total_is_not_negative check (orders_total >= 0),
  constraint reason_is_up_to_500_characters check (length(reason) <= 500),
  constraint paused_at_is_set_iff_paused check ((status = 'paused') = (paused_at is not null)),
  constraint the_last_order_has_both check ((last_order_at is null) = (last_order_id is null)),
  constraint completed_at_is_set_iff_completed
    check ((status = 'completed') = (completed_at is not null))
);
create index event_refund_runs_running_idx on sales.event_refund_runs (updated_at)
  where status = 'running';
create index event_refund_runs_created_by_idx on sales.event_refund_runs (created_by);
alter table sales.event_refund_runs enable row level security;
comment on table sales.event_refund_runs is 'Refunds of whole events, one run each.';
comment on column sales.event_refund_runs.include_fees is 'Whether service fees go back too.';
comment on column sales.event_refund_runs.orders_total is
  'How many orders there were to end when it began; once it is completed, how many it ended.';
comment on column sales.event_refund_runs.last_order_at is
  'How far the run has come, by when orders were placed; null: it begins (again).';

create table sales.event_refund_orders (
  org_id uuid not null,
  run_id uuid not null,
  order_id uuid not null,
  outcome sales.refund_run_outcome not null,
  amount integer not null default 0,
  refund_ids uuid[] not null default '{}',
  problem text,
  created_at timestamptz not null default core.clock(),
  constraint event_refund_orders_pkey primary key (org_id, run_id, order_id),
  constraint event_refund_orders_run_fkey foreign key (org_id, run_id)
    references sales.event_refund_runs (org_id, id),
  constraint event_refund_orders_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint amount_is_not_negative check (amount >= 0),
  constraint what_is_refused_has_a_problem check ((outcome = 'refused') = (problem is not null))
);
create index event_refund_orders_order_idx on sales.event_refund_orders (org_id, order_id);
alter table sales.event_refund_orders enable row level security;
comment on table sales.event_refund_orders is 'What became of each order of an event that is refunded.';
comment on column sales.event_refund_orders.refund_ids is 'The refunds that were made: ids of payments.refunds.';
comment on column sales.event_refund_orders.problem is 'Of one that was refused: the error.';
