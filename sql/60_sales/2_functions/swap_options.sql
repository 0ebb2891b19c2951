-- What a ticket can be changed into at this moment, for whoever has it: the ticket types and waves
-- of its event, and those of the next edition, each with its price, what is to be paid or comes
-- back, and why it cannot be had, or what its registration must still say. Promises nothing.
--
-- Returns {ticket_instance_id, ticket_type_id, wave_id, paid_amount, currency, swap: {reason,
-- options}, deferral: {reason, options}}; each option as sales.change_option() tells. Raises
-- sign_in_required, missing_field, not_found.
create or replace function sales.swap_options(p_ticket_instance_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.find_my_ticket(p_ticket_instance_id, p_public_token);
  v_sold sales.orders;
begin
  select o.* into strict v_sold
  from sales.orders as o
  where o.org_id = v_ticket.org_id and o.id = v_ticket.order_id;
  return (
    select jsonb_build_object(
      'ticket_instance_id', v_ticket.id,
      'ticket_type_id', v_ticket.ticket_type_id,
      'wave_id', r.wave_id,
      'paid_amount',
        (sales.worth_of_ticket(v_sold, v_ticket, sales.money_left(v_sold))).amount,
      'currency', v_sold.currency,
      'swap', sales.change_options(v_sold, v_ticket, r, 'swap'),
      'deferral', sales.change_options(v_sold, v_ticket, r, 'deferral'))
    from sales.registrations as r
    where r.org_id = v_ticket.org_id and r.id = v_ticket.registration_id
  );
end
$$;
revoke all on function sales.swap_options(uuid, text) from public;
grant execute on function sales.swap_options(uuid, text) to anon, authenticated;
