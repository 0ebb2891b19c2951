-- Staff with payments.connect see what their org connected. Only functions write.
-- NOTE: insert, update and delete are not granted, because only functions write connections.
revoke all on payments.mollie_connections from anon, authenticated, service_role;
grant select on payments.mollie_connections to authenticated;
create policy select_staff on payments.mollie_connections for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.connect'))));

create trigger _100_touch before update on payments.mollie_connections
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.mollie_connections
  for each row execute function core.tg__transition('mollie_connection');
-- When the provider was last asked is no history.
create trigger _900_audit
  after insert or delete
    or update of
      status, is_current, scopes, profile_id, onboarding_status, can_receive_payments, connected_by
  on payments.mollie_connections
  for each row execute function core.tg__audit('mollie_connection');

insert into core.sweeps (name, function, every, batch)
values ('payments.connections', 'payments.sweep_connections', interval '30 seconds', 100);
