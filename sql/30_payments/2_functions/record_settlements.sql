-- Takes over settlements of a connected account, a list of Mollie's JSON, the open and the next one
-- among them. A state that the provider left behind is not gone back to. Settlements of a balance
-- that we do not know are left out: in test mode the provider shows those of live money.
--
-- Returns {unread, has_news}: the provider's ids of those whose lines are still to be read, the
-- oldest first; and whether, in a list from the newest on, there may be more news behind these:
-- one of them is unread, under way, or younger than what was last read to the end. Locks: fetch,
-- settlements.
create or replace function payments.record_settlements(p_connection_id uuid, p_settlements jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches := payments.lock_fetch(p_connection_id);
  v_told jsonb;
  v_balance payments.balances;
  v_settlement payments.settlements;
  v_unread text[] := '{}';
  v_has_news boolean := false;
begin
  for v_told in
    select e.settlement
    from jsonb_array_elements(p_settlements) as e (settlement)
    where pg_input_is_valid(e.settlement ->> 'status', 'payments.settlement_status')
      and payments.signed_units(e.settlement -> 'amount') is not null
    order by e.settlement ->> 'createdAt', e.settlement ->> 'id'
  loop
    select b.* into v_balance
    from payments.balances as b
    where b.org_id = v_fetch.org_id and b.connection_id = p_connection_id
      and b.mollie_balance_id = v_told ->> 'balanceId';
    continue when not found;
    v_settlement := payments.put_settlement(v_balance, v_told);
    if v_settlement.status <> 'open' and v_settlement.lines_fetched_at is null then
      v_unread := v_unread || v_settlement.mollie_settlement_id;
    end if;
    v_has_news := v_has_news
      or v_settlement.status not in ('paidout', 'failed')
      or v_settlement.lines_fetched_at is null
      or coalesce(v_settlement.provider_created_at > v_fetch.fetched_at, true);
  end loop;
  return jsonb_build_object('unread', v_unread, 'has_news', v_has_news);
end
$$;
revoke all on function payments.record_settlements(uuid, jsonb) from public;
grant execute on function payments.record_settlements(uuid, jsonb) to service_role;
