-- Takes over the balances of a connected account, a list of Mollie's JSON. Returns where to read
-- the movements of each: [{id, from}], the provider's id of the balance, and of the movement to go
-- on with (null: begin with the newest). Locks: fetch.
create or replace function payments.record_balances(p_connection_id uuid, p_balances jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches := payments.lock_fetch(p_connection_id);
begin
  insert into payments.balances as b (
    org_id, connection_id, mollie_balance_id, currency, is_active, description, available_amount,
    pending_amount, transfer_frequency, fetched_at
  )
  select
    v_fetch.org_id, p_connection_id, t.balance ->> 'id', t.balance ->> 'currency',
    t.balance ->> 'status' = 'active', left(coalesce(t.balance ->> 'description', ''), 200),
    payments.signed_units(t.balance -> 'availableAmount'),
    payments.signed_units(t.balance -> 'pendingAmount'),
    left(t.balance ->> 'transferFrequency', 40), core.clock()
  from jsonb_array_elements(p_balances) as t (balance)
  where t.balance ->> 'currency' ~ '^[A-Z]{3}$'
    and payments.signed_units(t.balance -> 'availableAmount') is not null
    and payments.signed_units(t.balance -> 'pendingAmount') is not null
  on conflict on constraint balance_is_kept_once do update
  set is_active = excluded.is_active,
    description = excluded.description,
    available_amount = excluded.available_amount,
    pending_amount = excluded.pending_amount,
    transfer_frequency = excluded.transfer_frequency,
    fetched_at = excluded.fetched_at;
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object('id', b.mollie_balance_id, 'from', b.cursor_id) order by b.id),
      '[]')
    from payments.balances as b
    where b.org_id = v_fetch.org_id and b.connection_id = p_connection_id
  );
end
$$;
revoke all on function payments.record_balances(uuid, jsonb) from public;
grant execute on function payments.record_balances(uuid, jsonb) to service_role;
