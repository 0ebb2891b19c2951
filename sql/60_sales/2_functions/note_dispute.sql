-- Called by payments when a bank has taken money of an order back, or returned it. Tickets that
-- were not used yet are blocked for as long as the money that paid for them is disputed: they keep
-- their status, and admit nobody. The organiser is told. Locks: payable, order, tickets.
create or replace function sales.note_dispute(
  p_org_id uuid,
  p_order_id uuid,
  p_chargeback_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
  v_changed bigint;
begin
  with locked as (
    select t.org_id, t.id, t.status, t.blocked_at, sales.is_disputed(t.org_id, t.order_id) as wanted
    from sales.ticket_instances as t
    where t.org_id = p_org_id
      and t.order_id = any (sales.orders_paid_by(p_org_id, p_order_id))
    order by t.id
    for no key update
  ), changed as (
    update sales.ticket_instances as t
    set blocked_at = case when k.wanted then core.clock() end
    from locked as k
    where t.org_id = k.org_id and t.id = k.id
      and (k.blocked_at is not null) <> k.wanted
      and (k.status = 'valid' or not k.wanted)
    returning t.status
  )
  select count(*) filter (where c.status = 'valid') into v_changed from changed as c;
  perform sales.mail_dispute(v_order, p_chargeback_id, v_changed);
end
$$;
revoke all on function sales.note_dispute(uuid, uuid, uuid) from public;
