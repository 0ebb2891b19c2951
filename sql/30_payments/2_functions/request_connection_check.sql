-- Sends a worker to ask how a connected account stands, and sets when to ask again.
create or replace function payments.request_connection_check(
  p_connection payments.mollie_connections
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.mollie_connections as c
  set check_at = payments.connection_check_at(c.status, c.can_receive_payments)
  where c.org_id = p_connection.org_id and c.id = p_connection.id;
  perform core.emit(
    p_connection.org_id, 'mollie_connection:' || p_connection.id, 'mollie.check_connection',
    jsonb_build_object('connection_id', p_connection.id));
end
$$;
revoke all on function payments.request_connection_check(payments.mollie_connections) from public;
