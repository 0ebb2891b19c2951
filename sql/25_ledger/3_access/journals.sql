-- Staff with payments.read see their org's books.
-- NOTE: insert, update and delete are not granted, because only functions book; and nobody, the
-- owner of the table included, changes or removes what was booked.
revoke all on ledger.journals from anon, authenticated, service_role;
grant select on ledger.journals to authenticated;
create policy select_finance on ledger.journals for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
create trigger _050_accounts before insert on ledger.journals
  for each row execute function ledger.tg_journals__accounts();
create trigger _100_append_only before update or delete on ledger.journals
  for each row execute function core.tg__append_only();
create trigger _100_append_only_all before truncate on ledger.journals
  for each statement execute function core.tg__append_only();
