-- Takes over a page of what a settlement is made of: `p_kind` is payments, refunds or chargebacks,
-- `p_items` a list of Mollie's JSON. Any page may come again; of one whose lines are complete
-- nothing is written. Locks: fetch, settlement.
create or replace function payments.record_settlement_lines(
  p_connection_id uuid,
  p_settlement_id text,
  p_kind text,
  p_items jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settlement payments.settlements :=
    payments.lock_settlement(p_connection_id, p_settlement_id);
  v_kind payments.settlement_line_kind := rtrim(p_kind, 's');
begin
  if v_settlement.lines_fetched_at is not null then
    return;
  end if;
  insert into payments.settlement_lines as l (
    org_id, settlement_id, kind, mollie_id, mollie_payment_id, amount, occurred_at
  )
  select
    v_settlement.org_id, v_settlement.id, v_kind, left(e.item ->> 'id', 100),
    left(case v_kind when 'payment' then e.item ->> 'id' else e.item ->> 'paymentId' end, 100),
    -- What was settled is told in the currency of the settlement; without it, nothing was.
    case v_kind when 'payment' then 1 else -1 end
      * abs(payments.signed_units(e.item -> 'settlementAmount')),
    (e.item ->> 'createdAt')::timestamptz
  from jsonb_array_elements(p_items) as e (item)
  where payments.signed_units(e.item -> 'settlementAmount') is not null
  on conflict on constraint line_is_kept_once do nothing;
end
$$;
revoke all on function payments.record_settlement_lines(uuid, text, text, jsonb) from public;
grant execute on function payments.record_settlement_lines(uuid, text, text, jsonb)
  to service_role;
