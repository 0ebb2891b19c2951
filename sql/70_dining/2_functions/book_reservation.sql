-- Books a locked draft, or confirms an option. A draft gets its slot and a table, if they are still
-- to be had, and the terms of now; whether it is to be paid first follows from these. Raises
-- invalid_transition for a draft that is to wait for a payment and costs nothing.
create or replace function dining.book_reservation(
  p_location dining.locations,
  p_row dining.reservations,
  p_status dining.reservation_status
)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settings dining.reservation_settings;
  v_is_priced boolean;
begin
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_row.org_id and s.location_id = p_row.location_id;
  if p_row.status = 'draft' then
    p_row := dining.renew_draft(p_location, p_row);
    v_is_priced := (p_row.terms ->> 'amount')::integer > 0;
    if p_status = 'confirmed' and v_is_priced then
      p_status := 'pending_payment';
    elsif p_status = 'pending_payment' and not v_is_priced then
      perform core.fail('invalid_transition', jsonb_build_object(
        'machine', 'reservation', 'from', 'draft', 'to', p_status));
    end if;
    perform dining.ask_deposit(p_row);
  end if;
  update dining.reservations as r
  set status = p_status,
    shift_id = p_row.shift_id,
    end_time = p_row.end_time,
    ends_at = p_row.ends_at,
    buffer_minutes = p_row.buffer_minutes,
    is_squeeze = p_row.is_squeeze,
    table_id = p_row.table_id,
    table_group_id = p_row.table_group_id,
    terms = p_row.terms,
    payment_status = case p_status when 'pending_payment'
      then 'pending'::dining.reservation_payment_status else r.payment_status end,
    payment_due_at = case p_status when 'pending_payment' then core.clock()
      + make_interval(mins => v_settings.payment_timeout_minutes) end,
    option_expires_at = case p_status when 'option'
      then dining.option_deadline(v_settings, p_row, '{}') end
  where r.org_id = p_row.org_id and r.id = p_row.id
  returning r.* into p_row;
  perform dining.mail_booked(p_row);
  return p_row;
end
$$;
revoke all on function dining.book_reservation(
  dining.locations, dining.reservations, dining.reservation_status
) from public;
