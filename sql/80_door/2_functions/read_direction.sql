-- The direction that somebody asks for, `in` when they do not say. Raises invalid_field, also for
-- `out` on a list that lets nobody in again.
create or replace function door.read_direction(p_direction text, p_gate door.gate)
  returns door.direction
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if coalesce(p_direction, 'in') not in ('in', 'out') then
    perform core.fail('invalid_field', '{"field": "direction", "reason": "it is not in or out"}');
  elsif p_direction = 'out' and not p_gate.allows_reentry then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'direction', 'reason', format('%s does not check people out', p_gate.list)));
  end if;
  return coalesce(p_direction, 'in')::door.direction;
end
$$;
revoke all on function door.read_direction(text, door.gate) from public;
