-- Staff with payments.read see what waits for its invoice, and why.
-- NOTE: insert, update and delete are not granted, because functions queue the work and a sweep
-- does it.
revoke all on invoicing.tasks from anon, authenticated, service_role;
grant select on invoicing.tasks to authenticated;
create policy select_finance on invoicing.tasks for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
