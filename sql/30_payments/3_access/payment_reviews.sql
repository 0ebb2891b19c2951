-- Staff with payments.read see what waits for a decision of theirs. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payment_reviews from anon, authenticated, service_role;
grant select on payments.payment_reviews to authenticated;
create policy select_finance on payments.payment_reviews for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('payments.read'))) and not is_for_platform
  );

create trigger _100_for_platform before insert on payments.payment_reviews
  for each row execute function payments.tg_payment_reviews__for_platform();
create trigger _900_audit after insert or update or delete on payments.payment_reviews
  for each row execute function core.tg__audit('payment_review', 'note');
