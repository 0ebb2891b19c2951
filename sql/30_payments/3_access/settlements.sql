-- Staff with payments.read see their org's settlements. Only functions write.
-- NOTE: insert, update and delete are not granted, because they are copies of what the provider
-- says, written by functions only.
revoke all on payments.settlements from anon, authenticated, service_role;
grant select on payments.settlements to authenticated;
create policy select_finance on payments.settlements for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _200_transition before insert or update of status on payments.settlements
  for each row execute function core.tg__transition('settlement');
create trigger _900_audit after update of status on payments.settlements
  for each row when (old.status is distinct from new.status)
  execute function core.tg__audit('settlement');
