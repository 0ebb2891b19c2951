-- Writes down that balances and settlements of a connected account have been read just now, and
-- explains once more what could not be explained before. Returns {balances, settlements,
-- unexplained}: how many there are. Locks: fetch, settlements.
create or replace function payments.finish_payouts(p_connection_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches := payments.lock_fetch(p_connection_id);
  v_settlement payments.settlements;
begin
  for v_settlement in
    select s.*
    from payments.settlements as s
    join payments.balances as b on b.org_id = s.org_id and b.id = s.balance_id
    where s.org_id = v_fetch.org_id and b.connection_id = p_connection_id
      and exists (
        select from payments.settlement_lines as l
        where l.org_id = s.org_id and l.settlement_id = s.id and l.kind = 'other')
    order by s.provider_created_at desc
    limit 100
    for no key update of s
  loop
    perform payments.explain_settlement(v_settlement);
  end loop;
  update payments.payout_fetches as f
  set fetched_at = core.clock()
  where f.org_id = v_fetch.org_id and f.connection_id = p_connection_id;
  return (
    select jsonb_build_object(
      'balances', count(distinct b.id), 'settlements', count(distinct s.id),
      'unexplained', count(distinct l.settlement_id))
    from payments.balances as b
    left join payments.settlements as s
      on s.org_id = b.org_id and s.balance_id = b.id and s.mollie_settlement_id like 'stl%'
    left join payments.settlement_lines as l
      on l.org_id = s.org_id and l.settlement_id = s.id and l.kind = 'other'
    where b.org_id = v_fetch.org_id and b.connection_id = p_connection_id
  );
end
$$;
revoke all on function payments.finish_payouts(uuid) from public;
grant execute on function payments.finish_payouts(uuid) to service_role;
