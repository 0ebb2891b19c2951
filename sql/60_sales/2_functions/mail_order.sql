-- Queues a mail about an order. The worker reads what it needs when it writes it:
-- sales.order_mail().
create or replace function sales.mail_order(p_order sales.orders, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id, p_topic, jsonb_build_object('order_id', p_order.id));
end
$$;
revoke all on function sales.mail_order(sales.orders, text) from public;
