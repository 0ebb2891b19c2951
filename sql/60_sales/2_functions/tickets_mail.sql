-- What the worker needs to write about some tickets of one order: {order, event, org, items,
-- tickets} as in sales.order_mail(), for who holds them rather than who bought them. `order` is
-- theirs to see as far as its number; name, address, language and token are the holder's.
create or replace function sales.tickets_mail(p_ticket_ids uuid[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
  v_mail jsonb;
begin
  select t.* into v_ticket
  from sales.ticket_instances as t
  where t.id = p_ticket_ids[1];
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'ticket', 'id', p_ticket_ids[1]));
  end if;
  v_mail := sales.order_mail(v_ticket.order_id);
  return v_mail || jsonb_build_object(
    'items', '[]'::jsonb,
    'tickets', sales.tickets_json(v_ticket.org_id, p_ticket_ids),
    'order', v_mail -> 'order' || (
      select jsonb_build_object(
        'email', coalesce(x.to_email, p.email, v_mail #>> '{order,email}'),
        'purchaser_name', coalesce(
          p.first_name || ' ' || p.last_name, v_mail #>> '{order,purchaser_name}'),
        'language', coalesce(x.to_language, p.language, v_mail #>> '{order,language}'),
        'public_token', sales.ticket_token(v_ticket.org_id, v_ticket.id),
        'subtotal_amount', 0, 'discount_amount', 0, 'service_fee_amount', 0,
        'service_fee_vat_amount', 0, 'vat_amount', 0, 'total_amount', 0)
      from sales.registrations as r
      left join sales.participants as p
        on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
      left join sales.ticket_transfers as x on x.org_id = r.org_id and x.id = r.transfer_id
      where r.org_id = v_ticket.org_id and r.id = v_ticket.registration_id
    )
  );
end
$$;
revoke all on function sales.tickets_mail(uuid[]) from public;
grant execute on function sales.tickets_mail(uuid[]) to service_role;
