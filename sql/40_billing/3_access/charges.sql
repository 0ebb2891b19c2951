-- Staff with billing.read see what the platform asks of their org.
-- NOTE: insert, update and delete are not granted, because only functions write charges.
revoke all on billing.charges from anon, authenticated, service_role;
grant select on billing.charges to authenticated;

create policy select_staff on billing.charges for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('billing.read'))));

create trigger _110_touch before update on billing.charges
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on billing.charges
  for each row execute function core.tg__transition('charge');
create trigger _300_credit before update of status on billing.charges
  for each row when (new.credit_amount > 0) execute function billing.tg_charges__credit();
create trigger _900_audit after insert or update or delete on billing.charges
  for each row execute function core.tg__audit('charge', 'return_url');

insert into payments.payable_kinds (
  kind, start_function, settle_function, release_function, refund_ended_function,
  disputed_function, book_function, import_function, is_for_platform, description
) values (
  'billing_charge', 'billing.start_payment', 'billing.settle_charge', 'billing.release_charge',
  'billing.note_refund', 'billing.note_dispute', 'billing.book_charge', 'billing.import_payment',
  true, 'What the platform asks of an org.'
);
