-- Staff with payments.read see their org's refunds. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.refunds from anon, authenticated, service_role;
grant select on payments.refunds to authenticated;
create policy select_finance on payments.refunds for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _050_guard_dispute before insert on payments.refunds
  for each row execute function payments.tg_refunds__guard_dispute();
create trigger _100_touch before update on payments.refunds
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.refunds
  for each row execute function core.tg__transition('refund');
create trigger _900_audit after insert or update or delete on payments.refunds
  for each row execute function core.tg__audit(
    'refund', 'reason', 'internal_note', 'metadata', 'reference');

insert into core.sweeps (name, function, every, batch)
values
  ('payments.send_refunds', 'payments.sweep_refunds', interval '30 seconds', 100),
  ('payments.check_refunds', 'payments.sweep_open_refunds', interval '1 minute', 100);
