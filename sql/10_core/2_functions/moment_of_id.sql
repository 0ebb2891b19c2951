-- When an id of core.new_id() was made, to the millisecond.
create or replace function core.moment_of_id(p_id uuid)
  returns timestamptz
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return to_timestamp(
    ('x' || substr(encode(uuid_send(p_id), 'hex'), 1, 12))::bit(48)::bigint / 1000.0);
end
$$;
revoke all on function core.moment_of_id(uuid) from public;
