-- Puts what waited for a connection back into the outbox, in its order. The caller has locked the
-- connection.
create or replace function payments.unpark(p_connection payments.mollie_connections)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_call payments.parked_calls;
begin
  for v_call in
    select c.*
    from payments.parked_calls as c
    where c.org_id = p_connection.org_id and c.connection_id = p_connection.id
    order by c.id
  loop
    perform core.emit(v_call.org_id, v_call.aggregate, v_call.topic, v_call.payload);
  end loop;
  delete from payments.parked_calls as c
  where c.org_id = p_connection.org_id and c.connection_id = p_connection.id;
end
$$;
revoke all on function payments.unpark(payments.mollie_connections) from public;
