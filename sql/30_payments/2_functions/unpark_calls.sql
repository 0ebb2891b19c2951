-- Puts calls back into the outbox that wait for a connection which works. Heals `calls_are_parked`.
create or replace function payments.unpark_calls(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
  v_count integer := 0;
begin
  for v_connection in
    select c.*
    from payments.mollie_connections as c
    where c.status in ('pending', 'active') and exists (
      select from payments.parked_calls as k where k.org_id = c.org_id and k.connection_id = c.id)
    order by c.id
    limit p_limit
    for no key update skip locked
  loop
    perform payments.unpark(v_connection);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.unpark_calls(integer) from public;
