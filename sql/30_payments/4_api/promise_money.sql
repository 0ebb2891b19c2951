-- Every euro that arrived maps to a row: captured, or waiting in review; and what goes back adds
-- up.
create or replace view payments.promise_money as
select p.id as payment_id, 'paid, but neither captured nor in review' as problem
from payments.payments as p
where p.status = 'paid'
  and p.amount_captured = 0
  and not exists (
    select 1 from payments.payment_reviews as v where v.org_id = p.org_id and v.payment_id = p.id
  )
union all
select p.id, 'refunded amounts differ from the refunds'
from payments.payments as p
left join lateral (
  select
    coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0) as refunded,
    coalesce(sum(r.amount) filter (where r.status in ('pending', 'queued', 'processing')), 0)
      as refunding
  from payments.refunds as r
  where r.org_id = p.org_id and r.payment_id = p.id
) as s on true
where p.amount_refunded + p.amount_refunding + p.amount_excess <> s.refunded + s.refunding
  or p.amount_refunded <> least(p.amount_captured, s.refunded)
  or (p.amount_excess > 0 and p.amount_refunded + p.amount_refunding < p.amount_captured)
union all
select p.id, 'the amount charged back differs from the chargebacks'
from payments.payments as p
left join lateral (
  select coalesce(sum(c.amount), 0) as amount
  from payments.chargebacks as c
  where c.org_id = p.org_id and c.payment_id = p.id and c.reversed_at is null
) as s on true
where p.amount_charged_back <> s.amount
union all
select e.payment_id, 'a provider event was stored without an outcome'
from payments.payment_events as e
where e.outcome is null
union all
select a.id, 'a payable of a kind that nobody registered'
from payments.payables as a
where not exists (select 1 from payments.payable_kinds as k where k.kind = a.kind);
revoke all on payments.promise_money from anon, authenticated, service_role;
comment on view payments.promise_money is 'Payments whose money cannot be explained.';

insert into core.promises (promise, view, description)
values ('every_euro_is_explained', 'payments.promise_money',
  'Every euro that arrived is settled, on its way back, or in review.');
