-- Why a slot is closed: by an exception of its date, or because the stay would end after the shift,
-- whose end an exception may have moved.
create or replace function dining.explain_closed(
  p_location dining.locations,
  p_slot dining.slot
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_shift dining.effective_shift;
  v_exception_id uuid;
begin
  select e.* into strict v_shift
  from dining.effective_schedule(p_location, p_slot.service_date, p_slot.service_date) as e
  where e.shift_id = p_slot.shift_id;
  select x.id into v_exception_id
  from dining.shift_exceptions as x
  where x.org_id = p_location.org_id and x.location_id = p_location.id
    and x.exception_date = p_slot.service_date
    and (x.shift_id is null or x.shift_id = p_slot.shift_id)
    and case when v_shift.is_closed then x.exception_type <> 'special'
      else x.exception_type = 'modified' end
  -- Closed before modified, the location before the shift.
  order by x.exception_type, x.shift_id is not null
  limit 1;
  if v_shift.is_closed then
    return dining.explanation(
      'exception_type', to_jsonb(v_shift.exception_type), null,
      array[dining.rule('shift_exceptions', v_exception_id)]);
  end if;
  return dining.explanation(
    'end_time', to_jsonb(v_shift.ends_at), to_jsonb(p_slot.stays_until),
    array[dining.rule('shifts', v_shift.shift_id)]
    || case when v_exception_id is not null
      then array[dining.rule('shift_exceptions', v_exception_id)] else '{}' end);
end
$$;
revoke all on function dining.explain_closed(dining.locations, dining.slot) from public;
