-- Staff with payments.read see their org's payments. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payments from anon, authenticated, service_role;
grant select on payments.payments to authenticated;
create policy select_finance on payments.payments for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.payments
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.payments
  for each row execute function core.tg__transition('payment');
-- When the provider was last asked is no history: the trigger looks at what money does.
create trigger _900_audit
  after insert or delete
    or update of
      status, payable_id, amount, provider_payment_id, amount_refunding, amount_refunded,
      amount_charged_back
  on payments.payments
  for each row execute function core.tg__audit(
    'payment', 'reference', 'checkout_url', 'return_url');

insert into core.sweeps (name, function, every, batch)
values ('payments.check', 'payments.sweep_stale_payments', interval '30 seconds', 100);
