-- Tells who has to know that a refund has ended: its payer that the money is back, the organiser
-- that it is not, and can be refunded again.
create or replace function sales.mail_refund(p_order sales.orders, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_letter jsonb := sales.refund_letter(p_order, p_refund_id);
begin
  if v_letter ->> 'status' = 'refunded' then
    perform core.emit(
      p_order.org_id, 'order:' || p_order.id, 'email.refund_completed',
      v_letter || jsonb_build_object(
        'email', p_order.email, 'language', p_order.language, 'name', p_order.purchaser_name,
        'org_email', (select g.email from tenancy.orgs as g where g.id = p_order.org_id)));
  else
    perform core.emit(
      p_order.org_id, 'order:' || p_order.id, 'email.refund_failed',
      v_letter || sales.event_letter(p_order.org_id, p_order.event_id));
  end if;
end
$$;
revoke all on function sales.mail_refund(sales.orders, uuid) from public;
