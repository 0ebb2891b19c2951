-- Writes down a settlement as the provider tells it, and books it when it is paid out, or sent
-- back. The caller has locked the fetch.
create or replace function payments.put_settlement(p_balance payments.balances, p_told jsonb)
  returns payments.settlements
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_old payments.settlements;
  v_new payments.settlements;
  v_status payments.settlement_status := p_told ->> 'status';
begin
  select s.* into v_old
  from payments.settlements as s
  where s.org_id = p_balance.org_id and s.balance_id = p_balance.id
    and s.mollie_settlement_id = p_told ->> 'id'
  for no key update;
  if found and v_old.status <> v_status and not exists (
    select from core.transitions as t
    where t.machine = 'settlement' and t.from_state = v_old.status::text
      and t.to_state = v_status::text
  ) then
    return v_old;
  end if;
  insert into payments.settlements as s (
    org_id, balance_id, mollie_settlement_id, reference, status, amount, currency, periods,
    provider_created_at, settled_at, failed_at, fetched_at
  ) values (
    p_balance.org_id, p_balance.id, left(p_told ->> 'id', 100), left(p_told ->> 'reference', 100),
    v_status, payments.signed_units(p_told -> 'amount'), p_told #>> '{amount,currency}',
    coalesce(nullif(p_told -> 'periods', 'null'), '{}'),
    coalesce((p_told ->> 'createdAt')::timestamptz, core.clock()),
    case when v_status = 'paidout'
      then coalesce((p_told ->> 'settledAt')::timestamptz, core.clock()) end,
    case when v_status = 'failed' then coalesce(v_old.failed_at, core.clock()) end,
    core.clock()
  )
  on conflict on constraint settlement_is_kept_once do update
  set reference = excluded.reference,
    status = excluded.status,
    amount = excluded.amount,
    periods = excluded.periods,
    provider_created_at = excluded.provider_created_at,
    settled_at = excluded.settled_at,
    failed_at = excluded.failed_at,
    fetched_at = excluded.fetched_at
  returning s.* into v_new;
  if v_new.status = 'paidout' and v_old.status is distinct from 'paidout' then
    perform payments.post_payout(v_new);
  elsif v_new.status = 'failed' and v_old.status = 'paidout' then
    perform payments.post_returned_payout(v_new);
  end if;
  return v_new;
end
$$;
revoke all on function payments.put_settlement(payments.balances, jsonb) from public;
