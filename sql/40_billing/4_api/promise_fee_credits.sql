-- What the platform owes orgs back of its fees is settled once: bills took no more than there was,
-- and the books settled the credit of those that say so, and of no other.
create or replace view billing.promise_fee_credits as
with settled as (
  select j.org_id, j.cause_id, sum(-l.amount) as amount
  from ledger.journals as j
  cross join lateral unnest(j.lines) as l
  where j.cause in ('fee_credit', 'fee_credit_reversal') and l.account = 'fee_credits'
  group by j.org_id, j.cause_id
)
select c.org_id, c.id as charge_id, 'its credit is not settled in the books as it says' as problem
from billing.charges as c
left join settled as s on s.org_id = c.org_id and s.cause_id = c.id
where c.credit_amount > 0
  and coalesce(s.amount, 0) <> case when c.credited_at is null then 0 else c.credit_amount end
union all
select s.org_id, s.cause_id, 'a credit was settled for a bill without one'
from settled as s
where not exists (
  select from billing.charges as c
  where c.org_id = s.org_id and c.id = s.cause_id and c.credit_amount > 0
)
union all
select c.org_id, null, format('bills took %s cents more credit than there is', -c.credit_left)
from (
  select o.org_id, billing.credit_left(o.org_id, o.currency) as credit_left
  from (
    select distinct c.org_id, c.currency from billing.charges as c where c.credit_amount > 0
  ) as o
) as c
where c.credit_left < 0;
revoke all on billing.promise_fee_credits from anon, authenticated, service_role;
comment on view billing.promise_fee_credits is
  'Credits of the platform''s fees that were settled twice, or never.';

insert into core.promises (promise, view, description)
values ('fee_credits_are_settled_once', 'billing.promise_fee_credits',
  'Bills are reduced by fees that the platform owes back, once, and by no more than it owes; the books say so.');
