-- Reads at once what is paid out on an org's connected accounts, for staff with payments.read; it
-- is there some seconds later. Returns {org_id, requested_at, fetched_at}: fetched_at (or null) is
-- how old the oldest is of what is known now. Raises missing_field, not_found, not_allowed,
-- not_connected, connection_lost, payouts_not_granted, rate_limited. Locks: fetches.
create or replace function payments.refresh_payouts(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
  v_fetch payments.payout_fetches;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'payments.read');
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.org_id = p_org_id and c.is_current;
  if not found then
    perform core.fail('not_connected');
  elsif v_connection.status not in ('pending', 'active') then
    perform core.fail('connection_lost', jsonb_build_object('status', v_connection.status));
  elsif not payments.shows_payouts(v_connection) then
    perform core.fail('payouts_not_granted');
  end if;
  perform core.hit_rate_limit('refresh_payouts', p_org_id::text, p_org_id);
  for v_fetch in
    select f.*
    from payments.payout_fetches as f
    where f.org_id = p_org_id and f.due_at is not null
    order by f.connection_id
    for no key update
  loop
    perform payments.request_payouts(v_fetch);
  end loop;
  return (
    select jsonb_build_object(
      'org_id', p_org_id, 'requested_at', core.clock(), 'fetched_at', min(f.fetched_at))
    from payments.payout_fetches as f
    where f.org_id = p_org_id and f.due_at is not null
  );
end
$$;
revoke all on function payments.refresh_payouts(uuid) from public;
grant execute on function payments.refresh_payouts(uuid) to authenticated;
