-- What a settlement is made of comes to its amount, and a movement is in one settlement.
create or replace view payments.promise_payouts as
select s.id as settlement_id, 'its lines do not come to its amount' as problem
from payments.settlements as s
left join lateral (
  select coalesce(sum(l.amount), 0) as amount
  from payments.settlement_lines as l
  where l.org_id = s.org_id and l.settlement_id = s.id
) as t on true
where s.lines_fetched_at is not null and t.amount <> s.amount
union all
select l.settlement_id, 'what it is made of is in another settlement too'
from payments.settlement_lines as l
join payments.settlement_lines as d
  on d.org_id = l.org_id and d.mollie_id = l.mollie_id and d.kind = l.kind
  and d.settlement_id <> l.settlement_id
where l.kind in ('payment', 'refund', 'chargeback', 'movement')
union all
select s.id, 'paid out, and not in the books'
from payments.settlements as s
where s.settled_at is not null
  and s.amount <> 0
  and not exists (
    select from ledger.journals as j
    where j.org_id = s.org_id and j.cause = 'payout' and j.cause_id = s.id
  );
revoke all on payments.promise_payouts from anon, authenticated, service_role;
comment on view payments.promise_payouts is 'Settlements that do not add up.';

insert into core.promises (promise, view, description)
values ('payouts_add_up', 'payments.promise_payouts',
  'What a settlement is made of comes to what was paid out, and the books have it.');
