-- Sends a worker to read balances and settlements of a connected account, and sets when to read
-- them again. The caller has locked the row.
create or replace function payments.request_payouts(p_fetch payments.payout_fetches)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payout_fetches as f
  set requested_at = core.clock(), due_at = core.clock() + interval '6 hours'
  where f.org_id = p_fetch.org_id and f.connection_id = p_fetch.connection_id;
  -- Not of the connection's aggregate: reading years of settlements must not hold up its payments.
  perform core.emit(
    p_fetch.org_id, 'payouts:' || p_fetch.connection_id, 'mollie.fetch_payouts',
    jsonb_build_object('connection_id', p_fetch.connection_id));
end
$$;
revoke all on function payments.request_payouts(payments.payout_fetches) from public;
