-- Tells the buyer, and whoever took part under an address of their own, that a registration was
-- given up; what goes back is said to the buyer, who gets it.
create or replace function sales.mail_cancelled_registration(
  p_registration sales.registrations,
  p_order sales.orders,
  p_refund_amount integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id, 'email.registration_cancelled',
    sales.cancellation_letter(p_order, w.amount)
    || jsonb_build_object(
      'ticket_type', i.name, 'participant', p.first_name || ' ' || p.last_name)
    || coalesce(w.reader, '{}'))
  from sales.order_items as i
  left join sales.participants as p
    on p.org_id = p_registration.org_id and p.id = p_registration.participant_id
    and p.deleted_at is null
  cross join lateral (
    select null::jsonb as reader, p_refund_amount as amount
    union all
    select jsonb_build_object(
      'email', p.email, 'name', p.first_name,
      'language', coalesce(p.language, p_order.language)), null
    where lower(p.email) <> lower(p_order.email)
  ) as w
  where i.org_id = p_registration.org_id and i.id = p_registration.order_item_id;
end
$$;
revoke all on function sales.mail_cancelled_registration(
  sales.registrations, sales.orders, integer
) from public;
