-- Sends workers to ask how connected accounts stand, since the provider does not tell, and forgets
-- consents that nobody gave in time. Sweep `payments.connections`.
create or replace function payments.sweep_connections(p_limit integer)
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
  delete from payments.mollie_authorizations as a
  where (a.org_id, a.id) in (
    select b.org_id, b.id
    from payments.mollie_authorizations as b
    where b.expires_at < core.clock() - interval '1 day'
    limit p_limit
  );
  for v_connection in
    select c.*
    from payments.mollie_connections as c
    where c.check_at <= core.clock()
    order by c.check_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.request_connection_check(v_connection);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_connections(integer) from public;
