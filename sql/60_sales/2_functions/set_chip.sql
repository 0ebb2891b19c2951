-- Notes which timing chip a registration wears; null takes it away. A chip of somebody who takes no
-- part any more is free. For staff with events.manage. Repeating it changes nothing. Locks: the
-- registration. Raises missing_field, invalid_field, not_found, not_allowed, sign_in_required,
-- chip_taken.
create or replace function sales.set_chip(p_registration_id uuid, p_chip_number text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_registration(p_registration_id);
  v_chip text := core.optional_text('chip_number', p_chip_number, 40);
begin
  if v_chip ~ '[^[:graph:]]' then
    perform core.fail('invalid_field',
      '{"field": "chip_number", "reason": "it contains spaces"}');
  end if;
  update sales.registrations as r
  set chip_number = null
  where r.org_id = v_registration.org_id and r.event_id = v_registration.event_id
    and r.chip_number = v_chip and r.status in ('cancelled', 'refunded')
    and r.id <> v_registration.id;
  begin
    update sales.registrations as r
    set chip_number = v_chip
    where r.org_id = v_registration.org_id and r.id = v_registration.id
      and r.chip_number is distinct from v_chip;
  exception when unique_violation then
    perform core.fail('chip_taken', jsonb_build_object('chip_number', v_chip));
  end;
  return jsonb_build_object('registration_id', v_registration.id, 'chip_number', v_chip);
end
$$;
revoke all on function sales.set_chip(uuid, text) from public;
grant execute on function sales.set_chip(uuid, text) to authenticated;
