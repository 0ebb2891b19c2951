-- Why there should be documents of a charge: each payment that paid it, now or before its bank took
-- it back, the refunds that were completed, and what banks took back or returned. `amount` in
-- cents, negative where money left. What a bank took back before anybody looked is no cause, nor
-- what it had returned by then.
create or replace function billing.causes_of(p_org_id uuid, p_charge_id uuid)
  returns table (
    payment_id uuid, cause text, cause_id uuid, amount integer, happened_at timestamptz)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
  with paid as (
    select p.id, p.amount_captured, p.paid_at
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_charge_id
      and (
        p.has_settled
        or exists (
          select 1 from billing.sales_invoices as i
          where i.org_id = p_org_id and i.cause = 'payment' and i.cause_id = p.id
        )
      )
  ), taken_back as (
    select c.id, c.payment_id, c.amount, c.received_at, c.reversed_at,
      exists (
        select 1 from billing.sales_invoices as i
        where i.org_id = p_org_id and i.cause = 'chargeback' and i.cause_id = c.id
      ) as is_credited
    from payments.chargebacks as c
    where c.org_id = p_org_id and c.payment_id in (select p.id from paid as p)
  )
  select p.id, 'payment', p.id, p.amount_captured, p.paid_at from paid as p
  union all
  select r.payment_id, 'refund', r.id, -r.amount, r.refunded_at
  from payments.refunds as r
  where r.org_id = p_org_id and r.payment_id in (select p.id from paid as p)
    and r.status = 'refunded'
  union all
  select t.payment_id, 'chargeback', t.id, -t.amount, t.received_at
  from taken_back as t
  where t.reversed_at is null or t.is_credited
  union all
  select t.payment_id, 'reversal', t.id, t.amount, t.reversed_at
  from taken_back as t
  where t.reversed_at is not null and t.is_credited;
end
$$;
revoke all on function billing.causes_of(uuid, uuid) from public;
