-- Locks what says how old the payouts of a connection are, so that of several workers one writes at
-- a time. Raises connection_not_found.
create or replace function payments.lock_fetch(p_connection_id uuid)
  returns payments.payout_fetches
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches;
begin
  perform core.act_as('system');
  select f.* into v_fetch
  from payments.mollie_connections as c
  join payments.payout_fetches as f on f.org_id = c.org_id and f.connection_id = c.id
  where c.id = p_connection_id
  for no key update of f;
  if not found then
    perform core.fail('connection_not_found', jsonb_build_object('connection_id', p_connection_id));
  end if;
  return v_fetch;
end
$$;
revoke all on function payments.lock_fetch(uuid) from public;
