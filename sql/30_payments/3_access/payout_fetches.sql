-- Staff with payments.read see how old what is known of their payouts is. Only functions write.
-- NOTE: insert, update and delete are not granted, because they are copies of what the provider
-- says, written by functions only.
revoke all on payments.payout_fetches from anon, authenticated, service_role;
grant select on payments.payout_fetches to authenticated;
create policy select_finance on payments.payout_fetches for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _500_payouts after insert or update of status, scopes on payments.mollie_connections
  for each row execute function payments.tg_mollie_connections__payouts();

insert into core.sweeps (name, function, every, batch)
values ('payments.payouts', 'payments.sweep_payouts', interval '30 seconds', 100);
