-- What constraints and triggers keep of the books, asked once more of what lies there: each journal
-- balances, is of accounts of the chart, and nothing is left between events.
create or replace view ledger.promise_ledger as
select j.org_id, j.id as journal_id, 'debit is not credit' as problem
from ledger.journals as j
where not ledger.is_balanced(j.lines)
union all
select j.org_id, j.id, 'an account that is not in the chart'
from ledger.journals as j
where exists (
  select from unnest(j.lines) as l
  where not exists (select from ledger.accounts as a where a.code = l.account)
)
union all
select s.org_id, null, 'what is between events does not come to zero'
from (
  select j.org_id
  from ledger.journals as j
  cross join lateral unnest(j.lines) as l
  where l.account = 'between_events'
  group by j.org_id, j.currency
  having sum(l.amount) <> 0
) as s;
revoke all on ledger.promise_ledger from anon, authenticated, service_role;
comment on view ledger.promise_ledger is 'Journals that cannot stand in any books.';

insert into core.promises (promise, view, description)
values ('books_balance', 'ledger.promise_ledger',
  'Each journal of the books balances, on accounts that there are.');
