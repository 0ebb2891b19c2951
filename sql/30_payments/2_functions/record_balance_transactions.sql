-- Takes over a page of the movements of a balance, the newest first (Mollie's JSON), and books what
-- the provider took for each. `p_from` is where the page begins, null for the first; `p_next` where
-- the next one does, null after the last. Returns where to go on: null when the rest is known
-- already. Any page may come again; where another worker has gone on meanwhile, that stays. Locks:
-- fetch, balance.
create or replace function payments.record_balance_transactions(
  p_connection_id uuid,
  p_balance_id text,
  p_transactions jsonb,
  p_from text,
  p_next text
)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches := payments.lock_fetch(p_connection_id);
  v_balance payments.balances;
  v_new payments.balance_transactions;
  v_next text;
begin
  select b.* into v_balance
  from payments.balances as b
  where b.org_id = v_fetch.org_id and b.connection_id = p_connection_id
    and b.mollie_balance_id = p_balance_id
  for no key update;
  if not found then
    return null;
  end if;
  for v_new in
    insert into payments.balance_transactions as t (
      org_id, balance_id, mollie_transaction_id, kind, initial_amount, cost_amount, amount,
      mollie_payment_id, mollie_subject_id, occurred_at
    )
    select
      v_balance.org_id, v_balance.id, left(e.moved ->> 'id', 100), left(e.moved ->> 'type', 60),
      payments.signed_units(e.moved -> 'initialAmount'),
      payments.signed_units(e.moved -> 'resultAmount')
        - payments.signed_units(e.moved -> 'initialAmount'),
      payments.signed_units(e.moved -> 'resultAmount'),
      payments.payment_of_transaction(e.moved), payments.subject_of_transaction(e.moved),
      (e.moved ->> 'createdAt')::timestamptz
    from jsonb_array_elements(p_transactions) as e (moved)
    where payments.signed_units(e.moved -> 'resultAmount') is not null
      and payments.signed_units(e.moved -> 'initialAmount') is not null
    on conflict on constraint transaction_is_kept_once do nothing
    returning t.*
  loop
    perform payments.post_costs(v_balance, v_new);
  end loop;
  if v_balance.known_id is null or not exists (
    select from jsonb_array_elements(p_transactions) as e (moved)
    where e.moved ->> 'id' = v_balance.known_id
  ) then
    v_next := p_next;
  end if;
  if p_from is null then
    v_balance.head_id := p_transactions #>> '{0,id}';
  end if;
  update payments.balances as b
  set cursor_id = v_next,
    head_id = case when v_next is not null then v_balance.head_id end,
    known_id = case when v_next is null then coalesce(v_balance.head_id, b.known_id)
      else b.known_id end
  where b.org_id = v_balance.org_id and b.id = v_balance.id
    and (p_from is null or b.cursor_id = p_from);
  return v_next;
end
$$;
revoke all on function payments.record_balance_transactions(uuid, text, jsonb, text, text)
  from public;
grant execute on function payments.record_balance_transactions(uuid, text, jsonb, text, text)
  to service_role;
