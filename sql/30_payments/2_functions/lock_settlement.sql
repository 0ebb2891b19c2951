-- Locks a settlement of a connected account by the provider's id. Raises connection_not_found,
-- not_found.
create or replace function payments.lock_settlement(p_connection_id uuid, p_settlement_id text)
  returns payments.settlements
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches := payments.lock_fetch(p_connection_id);
  v_settlement payments.settlements;
begin
  select s.* into v_settlement
  from payments.settlements as s
  join payments.balances as b on b.org_id = s.org_id and b.id = s.balance_id
  where b.org_id = v_fetch.org_id and b.connection_id = p_connection_id
    and s.mollie_settlement_id = p_settlement_id
  for no key update of s;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'settlement', 'id', p_settlement_id));
  end if;
  return v_settlement;
end
$$;
revoke all on function payments.lock_settlement(uuid, text) from public;
