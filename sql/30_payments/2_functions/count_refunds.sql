-- Adds up what has gone back of a payment and what is on its way, from its refunds. What comes to
-- more than was captured (made at the provider, past us) stands apart, and waits for a person.
create or replace function payments.count_refunds(p_org_id uuid, p_payment_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_before integer;
  v_payment payments.payments;
begin
  select p.amount_excess into strict v_before
  from payments.payments as p
  where p.org_id = p_org_id and p.id = p_payment_id
  for no key update;
  update payments.payments as p
  set amount_refunded = s.refunded,
    amount_refunding = s.refunding,
    amount_excess = s.excess
  from (
    select a.refunded, least(a.refunding, a.captured - a.refunded) as refunding,
      a.total - a.refunded - least(a.refunding, a.captured - a.refunded) as excess
    from (
      select q.amount_captured as captured, coalesce(sum(r.amount), 0)::integer as total,
        least(q.amount_captured, coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0))
          ::integer as refunded,
        coalesce(sum(r.amount) filter (where r.status <> 'refunded'), 0)::integer as refunding
      from payments.payments as q
      left join payments.refunds as r
        on r.org_id = q.org_id and r.payment_id = q.id and r.status not in ('failed', 'canceled')
      where q.org_id = p_org_id and q.id = p_payment_id
      group by q.amount_captured
    ) as a
  ) as s
  where p.org_id = p_org_id and p.id = p_payment_id
  returning p.* into v_payment;
  if v_payment.amount_excess > v_before and v_payment.amount_captured > 0 then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_org_id, p_payment_id, 'refund_excess', jsonb_build_object(
      'amount', v_payment.amount_excess, 'currency', v_payment.currency));
  elsif v_payment.amount_excess = 0 and v_before > 0 then
    perform payments.resolve_review(p_org_id, p_payment_id, 'refund_excess');
  end if;
end
$$;
revoke all on function payments.count_refunds(uuid, uuid) from public;
