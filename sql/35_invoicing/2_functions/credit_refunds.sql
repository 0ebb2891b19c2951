-- Writes the credit notes of completed refunds that have none: of each what makes the difference
-- between what a payable costs and what is kept of its payments, whatever they were paid back for.
-- Surplus money that went back is no part of any invoice, and needs none.
create or replace function invoicing.credit_refunds(
  p_payable payments.payables,
  p_invoice invoicing.invoices,
  p_facts jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund record;
  v_captured bigint;
  v_amount bigint;
begin
  select coalesce(sum(p.amount_captured), 0) into v_captured
  from payments.payments as p
  where p.org_id = p_payable.org_id and p.payable_id = p_payable.id;
  for v_refund in
    select r.id, r.amount, n.id is not null as is_credited,
      sum(r.amount) over (order by r.refunded_at, r.id) as refunded
    from payments.payments as p
    join payments.refunds as r on r.org_id = p.org_id and r.payment_id = p.id
    left join invoicing.invoices as n on n.org_id = r.org_id and n.refund_id = r.id
    where p.org_id = p_payable.org_id and p.payable_id = p_payable.id and r.status = 'refunded'
    order by r.refunded_at, r.id
  loop
    v_amount := least(
      v_refund.amount,
      invoicing.amount_left(p_invoice),
      p_payable.amount - (v_captured - v_refund.refunded)
        - (p_invoice.total_amount - invoicing.amount_left(p_invoice)));
    if v_amount > 0 and not v_refund.is_credited then
      perform invoicing.issue_credit_note(
        p_invoice, v_amount::integer, 'refund', v_refund.id,
        p_facts -> 'refunds' -> v_refund.id::text);
    end if;
  end loop;
end
$$;
revoke all on function
  invoicing.credit_refunds(payments.payables, invoicing.invoices, jsonb) from public;
