-- Staff with registrations.read see who accepted which waiver.
-- NOTE: insert, update and delete are not granted, because only functions write acceptances.
revoke all on sales.waiver_acceptances from anon, authenticated, service_role;
grant select on sales.waiver_acceptances to authenticated;
create policy select_staff on sales.waiver_acceptances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _900_audit after update or delete on sales.waiver_acceptances
  for each row execute function core.tg__audit('waiver_acceptance', 'accepted_by');
