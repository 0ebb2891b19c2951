-- One slot as dining.slots_json() has it.
create or replace function dining.slot_json(p_slot dining.slot)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return dining.slots_json(array[p_slot]) -> 0;
end
$$;
revoke all on function dining.slot_json(dining.slot) from public;
