-- What was paid for orders of an event, or of all events of an org, and what of it went back, in
-- cents. An order that is paid has all of its money, so only those of which some went back are
-- looked at one by one; what came in twice or too late and was sent back by itself counts for
-- neither. `refunding` is on its way back.
create or replace function sales.money_of_events(
  p_org_id uuid,
  p_event_id uuid,
  out paid bigint,
  out refunded bigint,
  out refunding bigint
)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select coalesce(sum(o.total_amount), 0) into paid
  from sales.orders as o
  where o.org_id = p_org_id
    and (p_event_id is null or o.event_id = p_event_id)
    and o.status = 'paid';
  select paid + coalesce(sum(o.total_amount), 0),
    coalesce(sum(o.total_amount - least(
      o.total_amount, payments.amount_kept(o.org_id, o.id))), 0)
  into paid, refunded
  from sales.orders as o
  where o.org_id = p_org_id
    and (p_event_id is null or o.event_id = p_event_id)
    and o.status in ('partially_refunded', 'refunded')
    and o.paid_at is not null;
  select coalesce(sum(f.amount), 0) into refunding
  from payments.refunds as f
  join sales.orders as o on o.org_id = f.org_id and o.id = f.payable_id
  where f.org_id = p_org_id
    and f.status in ('pending', 'queued', 'processing')
    and (p_event_id is null or o.event_id = p_event_id)
    and o.paid_at is not null;
end
$$;
revoke all on function sales.money_of_events(uuid, uuid) from public;
