-- Staff with payments.read see their org's chargebacks. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.chargebacks from anon, authenticated, service_role;
grant select on payments.chargebacks to authenticated;
create policy select_finance on payments.chargebacks for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.chargebacks
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on payments.chargebacks
  for each row execute function core.tg__audit('chargeback');
