-- Room ledger: the books. Balanced entries on the accounts of an org, which are never changed. It
-- knows orgs and accounts; whoever causes money to move says what to write.

create schema ledger;
comment on schema ledger is 'Double-entry books per org: accounts and entries.';
grant usage on schema ledger to authenticated, service_role;
