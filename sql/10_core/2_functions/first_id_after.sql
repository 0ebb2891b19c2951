-- Ids that core.new_id() makes later than this far from now are above this one, earlier ones below.
create or replace function core.first_id_after(p_lead interval)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_milliseconds bigint := ceil(
    extract(epoch from core.moment_of_id(core.new_id()) + p_lead) * 1000)::bigint + 1;
begin
  return encode(
    substring(int8send(v_milliseconds) from 3) || decode(repeat('00', 10), 'hex'), 'hex')::uuid;
end
$$;
revoke all on function core.first_id_after(interval) from public;
