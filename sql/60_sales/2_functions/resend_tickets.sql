-- Mails the tickets of a paid order again to its buyer: for whoever has the public token, or for
-- staff with tickets.resend. Raises order_not_found, order_has_no_tickets, rate_limited. Returns
-- {order_id, status: "queued"}.
create or replace function sales.resend_tickets(p_order_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if p_order_id is null then
    perform core.act_as('guest');
    v_order := sales.find_order(p_public_token);
  else
    select o.* into v_order from sales.orders as o where o.id = p_order_id;
    perform tenancy.authorise(v_order.org_id, 'tickets.resend', 'order', p_order_id);
  end if;
  if not exists (
    select 1 from sales.ticket_instances as t
    where t.org_id = v_order.org_id and t.order_id = v_order.id and t.status in ('valid', 'used')
      and t.transfer_id is null
  ) then
    perform core.fail('order_has_no_tickets', jsonb_build_object('status', v_order.status));
  end if;
  perform core.hit_rate_limit('resend_tickets', v_order.id::text, v_order.org_id);
  perform sales.mail_order(v_order, 'email.tickets_resent');
  perform core.audit(v_order.org_id, 'order', v_order.id::text, 'order.tickets_resent');
  return jsonb_build_object('order_id', v_order.id, 'status', 'queued');
end
$$;
revoke all on function sales.resend_tickets(uuid, text) from public;
grant execute on function sales.resend_tickets(uuid, text) to anon, authenticated;
