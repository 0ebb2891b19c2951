-- Marks an order as paid but impossible: nothing is issued or changed, what it held goes back, and
-- its buyer gets an apology. The money is sent back by payments.
create or replace function sales.mark_overbooked(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  update sales.orders as o
  set status = 'overbooked', overbooked_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
  perform invoicing.note_change(v_order.org_id, v_order.id);
  perform sales.mail_order(p_order, case p_order.purpose
    when 'sale' then 'email.order_overbooked' else 'email.change_impossible' end);
  perform sales.release_claims(array[p_order]);
end
$$;
revoke all on function sales.mark_overbooked(sales.orders) from public;
