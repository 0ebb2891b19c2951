-- The start wave of a registration: given exactly when its ticket type has active waves. Raises
-- wave_missing and wave_not_found.
create or replace function sales.check_wave(p_rule sales.entry_rule, p_given jsonb, p_data jsonb)
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_id text := lower(p_given ->> 'wave_id');
begin
  if v_id is null then
    if p_rule.wave_ids is not null then
      perform core.fail('wave_missing', p_data || jsonb_build_object(
        'field', 'wave_id', 'ticket_type', p_rule.ticket_type));
    end if;
    return null;
  end if;
  if v_id = any (p_rule.wave_ids::text[]) is not true then
    perform core.fail('wave_not_found', p_data || jsonb_build_object(
      'field', 'wave_id', 'wave_id', left(v_id, 100), 'ticket_type', p_rule.ticket_type));
  end if;
  return v_id::uuid;
end
$$;
revoke all on function sales.check_wave(sales.entry_rule, jsonb, jsonb) from public;
