-- What a reservation says of its deposit is what the bank did: paid by the payment it names, and as
-- much of it back as it says; of one that ended without having been paid no money stays.
create or replace view dining.promise_deposits as
with paid as (
  select
    r.org_id, r.id, r.payment_status, (r.terms ->> 'amount')::integer as amount,
    payments.amount_kept(r.org_id, r.id) as kept,
    payments.amount_waived(r.org_id, r.id) as waived
  from dining.reservations as r
  where r.payment_status in ('paid', 'partial_refund', 'refunded')
)
select r.org_id, r.id as reservation_id, 'no payment is the one that paid it' as problem
from dining.reservations as r
where r.payment_status in ('paid', 'partial_refund', 'refunded')
  and not exists (
    select
    from payments.payments as p
    where p.org_id = r.org_id and p.payable_id = r.id and p.has_settled
      and p.provider_payment_id = r.payment_intent_id and p.amount = r.payment_amount * 100
  )
union all
select d.org_id, d.id, 'what is left of the deposit is not what it says'
from paid as d
where case d.payment_status
    when 'paid' then d.kept < d.amount - d.waived
    when 'partial_refund' then d.kept <= 0 or d.kept >= d.amount
    else d.kept > 0
  end
union all
select r.org_id, r.id, 'money of a reservation that was not paid stays with us'
from dining.reservations as r
join payments.payments as p on p.org_id = r.org_id and p.payable_id = r.id
where r.payment_status in ('none', 'pending')
  and p.amount_captured > p.amount_refunded + p.amount_refunding
  and not exists (
    -- A refund that failed waits for a person, who may leave it at that.
    select
    from payments.payment_reviews as v
    where v.org_id = p.org_id and v.payment_id = p.id
      and (v.resolved_at is null or v.resolution = 'accepted')
  );
revoke all on dining.promise_deposits from anon, authenticated, service_role;
comment on view dining.promise_deposits is 'Deposits that are not what their payments say.';

insert into core.promises (promise, view, description)
values ('deposits_are_their_payments', 'dining.promise_deposits',
  'A deposit is paid by the payment it names, and is back as far as it says.');
