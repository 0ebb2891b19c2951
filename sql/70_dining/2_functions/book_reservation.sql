-- Books a locked draft, or confirms an option: a draft gets its slot and a table, if they are still
-- to be had, under the terms of now. Whether a draft is to be paid first follows from its terms.
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
  v_slot dining.slot;
  v_place dining.place;
  v_settings dining.reservation_settings;
begin
  select s.* into strict v_settings
  from dining.reservation_settings as s
  where s.org_id = p_row.org_id and s.location_id = p_row.location_id;
  if p_row.status = 'draft' then
    v_slot := dining.take_slot(
      p_location, p_row.reservation_date, null, p_row.starts_at, p_row.party_size,
      p_row.ticket_id, p_row.channel, p_row.id);
    if num_nonnulls(p_row.table_id, p_row.table_group_id) = 0 then
      v_place := dining.place_for(p_location, v_slot, p_row.party_size, p_row.channel, p_row.id);
      p_row.table_id := v_place.table_id;
      p_row.table_group_id := v_place.table_group_id;
    end if;
    if p_status = 'confirmed' and (p_row.terms ->> 'amount')::integer > 0 then
      p_status := 'pending_payment';
    end if;
  end if;
  update dining.reservations as r
  set status = p_status,
    table_id = p_row.table_id,
    table_group_id = p_row.table_group_id,
    ends_at = coalesce(v_slot.stays_until, r.ends_at),
    is_squeeze = coalesce(v_slot.slot_type = 'squeeze', r.is_squeeze),
    payment_status = case p_status when 'pending_payment'
      then 'pending'::dining.reservation_payment_status else r.payment_status end,
    payment_due_at = case p_status when 'pending_payment' then core.clock()
      + make_interval(mins => v_settings.payment_timeout_minutes) end,
    option_expires_at = case p_status when 'option'
      then dining.option_deadline(v_settings, p_row, '{}') end
  where r.org_id = p_row.org_id and r.id = p_row.id
  returning r.* into p_row;
  perform dining.mail_reservation(p_row, case p_status
    when 'pending_payment' then 'payment' when 'option' then 'option' else 'confirmed' end);
  return p_row;
end
$$;
revoke all on function dining.book_reservation(
  dining.locations, dining.reservations, dining.reservation_status
) from public;
