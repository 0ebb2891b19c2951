-- What was paid for orders of an event, or of all events of an org, and what of it went back, in
-- cents; `refunding` is on its way back, `charged_back` is what banks took back. What came in twice
-- or too late and was sent back by itself counts for none of them. A credit is paid for the event
-- of the new place, no longer for that of the old one.
create or replace function sales.money_of_events(
  p_org_id uuid,
  p_event_id uuid,
  out paid bigint,
  out refunded bigint,
  out refunding bigint,
  out charged_back bigint
)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  -- A range, so that one plan serves both: it goes by the index.
  v_first constant uuid := coalesce(p_event_id, '00000000-0000-0000-0000-000000000000');
  v_last constant uuid := coalesce(p_event_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
begin
  -- By the index alone, but for those few that need more than their status.
  select coalesce(sum(o.total_amount), 0) into paid
  from sales.orders as o
  where o.org_id = p_org_id
    and o.event_id between v_first and v_last
    and o.status in ('paid', 'partially_refunded');
  select paid + coalesce(sum(o.total_amount), 0) into paid
  from sales.orders as o
  where o.org_id = p_org_id
    and o.event_id between v_first and v_last
    and o.status = 'refunded'
    and o.paid_at is not null;
  select paid + coalesce(sum(c.credit_amount * (
    (c.event_id = p_event_id)::integer - (o.event_id = p_event_id)::integer)), 0) into paid
  from sales.orders as c
  join sales.orders as o on o.org_id = c.org_id and o.id = c.credit_order_id
  where c.org_id = p_org_id
    and c.credit_order_id is not null
    and p_event_id in (c.event_id, o.event_id)
    and c.paid_at is not null;
  select
    coalesce(sum(f.amount) filter (where f.status = 'refunded'), 0),
    coalesce(sum(f.amount) filter (where f.status in ('pending', 'queued', 'processing')), 0)
  into refunded, refunding
  from payments.refunds as f
  join sales.orders as o on o.org_id = f.org_id and o.id = f.payable_id
  where f.org_id = p_org_id
    and f.reason is distinct from 'surplus'
    and o.event_id between v_first and v_last
    and o.paid_at is not null;
  select coalesce(sum(b.amount), 0) into charged_back
  from payments.chargebacks as b
  join sales.orders as o on o.org_id = b.org_id and o.id = b.payable_id
  where b.org_id = p_org_id
    and b.reversed_at is null
    and o.event_id between v_first and v_last
    and o.paid_at is not null;
end
$$;
revoke all on function sales.money_of_events(uuid, uuid) from public;
