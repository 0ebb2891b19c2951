create or replace view public.event_refund_runs
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.event_id,
  r.status,
  r.include_fees,
  r.reason,
  r.orders_total,
  o.orders_done,
  o.orders_refused,
  o.amount,
  m.amount_refunded,
  m.amount_pending,
  m.amount_queued,
  m.amount_failed,
  m.amount_by_hand,
  r.created_by,
  r.paused_at,
  r.completed_at,
  r.created_at,
  r.updated_at
from sales.event_refund_runs as r
cross join lateral (
  select
    count(*)::integer as orders_done,
    count(*) filter (where d.outcome = 'refused')::integer as orders_refused,
    coalesce(sum(d.amount), 0)::bigint as amount
  from sales.event_refund_orders as d
  where d.org_id = r.org_id and d.run_id = r.id
) as o
cross join lateral (
  select
    coalesce(sum(f.amount) filter (where f.status = 'refunded'), 0)::bigint as amount_refunded,
    coalesce(sum(f.amount) filter (
      where f.status in ('pending', 'processing') and f.provider <> 'manual'), 0)::bigint
      as amount_pending,
    coalesce(sum(f.amount) filter (where f.status = 'queued'), 0)::bigint as amount_queued,
    coalesce(sum(f.amount) filter (where f.status in ('failed', 'canceled')), 0)::bigint
      as amount_failed,
    coalesce(sum(f.amount) filter (
      where f.status in ('pending', 'processing') and f.provider = 'manual'), 0)::bigint
      as amount_by_hand
  from sales.event_refund_orders as d
  cross join unnest(d.refund_ids) as n (refund_id)
  join payments.refunds as f on f.org_id = d.org_id and f.id = n.refund_id
  where d.org_id = r.org_id and d.run_id = r.id
) as m;
revoke all on public.event_refund_runs from anon, authenticated, service_role;
grant select on public.event_refund_runs to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.event_refund_runs
  for each row execute function core.tg__read_only();
comment on view public.event_refund_runs is
  'How the refunds of events that were called off get on, for staff with payments.read: refund_event starts one, pause_event_refund and resume_event_refund stop it and let it go on. amount is the sum of the five others. Amounts in cents.';
comment on column public.event_refund_runs.orders_done is 'Orders that were ended, those that were refused too: event_refund_orders tells why.';
comment on column public.event_refund_runs.amount_queued is 'Waits at the payment provider for lack of balance.';
comment on column public.event_refund_runs.amount_by_hand is 'Cannot go back by itself: waits in payments_in_review for a person who sends it.';
comment on column public.event_refund_runs.amount_failed is 'The provider or the bank refused: payments_in_review.';
