-- Staff with payments.read see what waits for a decision. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payment_reviews from anon, authenticated, service_role;
grant select on payments.payment_reviews to authenticated;
create policy select_finance on payments.payment_reviews for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _900_audit after insert or update or delete on payments.payment_reviews
  for each row execute function core.tg__audit('payment_review', 'note');
