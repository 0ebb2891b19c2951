-- Takes over the chargebacks that the provider embeds in a payment: new ones, and those reversed
-- since. What was reversed stays so, whatever an older answer says. Returns which are news; the
-- caller has locked the payable, and tells its owner: payments.tell_disputes().
create or replace function payments.sync_chargebacks(
  p_payment payments.payments,
  p_provider jsonb
)
  returns uuid[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_news uuid[];
begin
  with told as (
    select distinct on (e.chargeback ->> 'id') e.chargeback
    from jsonb_array_elements(p_provider #> '{_embedded,chargebacks}') as e (chargeback)
    where e.chargeback ->> 'id' is not null
      and payments.minor_units(
        e.chargeback #>> '{amount,value}', e.chargeback #>> '{amount,currency}') > 0
  ), written as (
    insert into payments.chargebacks as c (
      org_id, payable_id, payment_id, mollie_chargeback_id, amount, currency, reason_code, reason,
      received_at, reversed_at
    )
    select
      p_payment.org_id, p_payment.payable_id, p_payment.id, t.chargeback ->> 'id',
      payments.minor_units(
        t.chargeback #>> '{amount,value}', t.chargeback #>> '{amount,currency}'),
      t.chargeback #>> '{amount,currency}',
      left(t.chargeback #>> '{reason,code}', 100),
      left(t.chargeback #>> '{reason,description}', 500),
      coalesce((t.chargeback ->> 'createdAt')::timestamptz, core.clock()),
      (t.chargeback ->> 'reversedAt')::timestamptz
    from told as t
    order by t.chargeback ->> 'id'
    on conflict on constraint mollie_chargeback_id_is_unique do update
    set reversed_at = excluded.reversed_at
    where c.reversed_at is null and excluded.reversed_at is not null
      and c.org_id = excluded.org_id and c.payment_id = excluded.payment_id
    returning c.id
  )
  select array_agg(w.id) into v_news from written as w;
  return v_news;
end
$$;
revoke all on function payments.sync_chargebacks(payments.payments, jsonb) from public;
