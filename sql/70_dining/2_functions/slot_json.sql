-- A slot as clients see it: {time, available, slot_type, reason_code, date, starts_at, ends_at,
-- shift_id, ticket_id}. Nothing of tables or numbers.
create or replace function dining.slot_json(p_slot dining.slot)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'time', to_char(p_slot.slot_time, 'HH24:MI'),
    'available', p_slot.available,
    'slot_type', p_slot.slot_type,
    'reason_code', p_slot.reason_code,
    'date', p_slot.service_date,
    'starts_at', p_slot.slot_at,
    'ends_at', p_slot.stays_until,
    'shift_id', p_slot.shift_id,
    'ticket_id', p_slot.ticket_id
  );
end
$$;
revoke all on function dining.slot_json(dining.slot) from public;
