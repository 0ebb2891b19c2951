-- The chart is the same for everybody, and shown beside the entries.
-- NOTE: insert, update and delete are not granted, because the chart comes with the schema.
revoke all on ledger.accounts from anon, authenticated, service_role;
grant select on ledger.accounts to authenticated;
create policy select_all on ledger.accounts for select to authenticated using (true);
