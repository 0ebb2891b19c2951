-- Room ledger: the books. Balanced entries on the accounts of an org, which are never changed. It
-- knows orgs and accounts; whoever causes money to move says what to write.

create schema ledger;
comment on schema ledger is 'Double-entry books per org: accounts, journals and their entries.';
grant usage on schema ledger to authenticated, service_role;

-- Debit above zero, credit below, in cents.
create type ledger.line as (account text, amount integer);
comment on type ledger.line is 'One entry: an account and its amount in cents, debit above zero, credit below.';

create type ledger.account_kind as enum ('asset', 'liability', 'income', 'cost');
comment on type ledger.account_kind is
  'asset and cost grow by debit, liability and income by credit.';
