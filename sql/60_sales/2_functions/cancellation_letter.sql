-- What a mail about something that was given up or called off says: to whom, of what, and how much
-- goes back; of what cost nothing null.
create or replace function sales.cancellation_letter(p_order sales.orders, p_refund_amount integer)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'order_id', p_order.id,
      'order_number', p_order.order_number,
      'email', p_order.email,
      'language', p_order.language,
      'name', p_order.purchaser_name,
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'refund_amount', case when p_order.total_amount > 0 then p_refund_amount end,
      'currency', p_order.currency,
      'org_name', g.name,
      'org_email', g.email
    )
    from events.events as e
    join tenancy.orgs as g on g.id = e.org_id
    where e.org_id = p_order.org_id and e.id = p_order.event_id
  );
end
$$;
revoke all on function sales.cancellation_letter(sales.orders, integer) from public;
