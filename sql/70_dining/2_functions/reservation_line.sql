-- A reservation as staff see it in a list: {reservation_id, reservation_number, status, is_live,
-- reservation_date, start_time, end_time, starts_at, ends_at, clear_at, party_size, guest,
-- ticket, shift_id, table_id, table_group_id, table_name, table_ids, is_table_locked, is_squeeze,
-- channel, amount, payment_status, payment_due_at, option_expires_at, reconfirm_sent_at,
-- reconfirmed_at, no_show_risk_score, guest_notes, internal_notes, badges, created_at}. `is_live`:
-- it counts against the limits; `table_ids`: all that it takes; `amount`: to be paid beforehand, in
-- cents; guest: {customer_id, first_name, last_name, email, phone_number, total_visits}, or null.
create or replace function dining.reservation_line(
  p_row dining.reservations,
  p_customer dining.customers,
  p_ticket dining.tickets,
  p_table_name text,
  p_table_ids uuid[]
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'reservation_id', p_row.id,
    'reservation_number', p_row.reservation_number,
    'status', p_row.status,
    'is_live', dining.is_live(p_row, core.clock()),
    'reservation_date', p_row.reservation_date,
    'start_time', to_char(p_row.start_time, 'HH24:MI'),
    'end_time', to_char(p_row.end_time, 'HH24:MI'),
    'starts_at', p_row.starts_at,
    'ends_at', p_row.ends_at,
    'clear_at', p_row.ends_at + make_interval(mins => p_row.buffer_minutes),
    'party_size', p_row.party_size,
    'guest', case when p_row.customer_id is not null then jsonb_build_object(
      'customer_id', p_customer.id, 'first_name', p_customer.first_name,
      'last_name', p_customer.last_name, 'email', p_customer.email,
      'phone_number', p_customer.phone_number, 'total_visits', p_customer.total_visits) end,
    'ticket', jsonb_build_object(
      'ticket_id', p_ticket.id, 'name', p_ticket.name, 'short_name', p_ticket.short_name,
      'color', p_ticket.color),
    'shift_id', p_row.shift_id,
    'table_id', p_row.table_id,
    'table_group_id', p_row.table_group_id,
    'table_name', p_table_name,
    'table_ids', to_jsonb(p_table_ids),
    'is_table_locked', p_row.is_table_locked,
    'is_squeeze', p_row.is_squeeze,
    'channel', p_row.channel,
    'amount', (p_row.terms ->> 'amount')::integer,
    'payment_status', p_row.payment_status,
    'payment_due_at', p_row.payment_due_at,
    'option_expires_at', p_row.option_expires_at,
    'reconfirm_sent_at', p_row.reconfirm_sent_at,
    'reconfirmed_at', p_row.reconfirmed_at,
    'no_show_risk_score', p_row.no_show_risk_score,
    'guest_notes', p_row.guest_notes,
    'internal_notes', p_row.internal_notes,
    'badges', dining.badges(p_row, p_customer, p_ticket),
    'created_at', p_row.created_at
  );
end
$$;
revoke all on function dining.reservation_line(
  dining.reservations, dining.customers, dining.tickets, text, uuid[]
) from public;
