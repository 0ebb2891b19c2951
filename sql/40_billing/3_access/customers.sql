-- NOTE: nothing is granted, because only functions read and write customers.
revoke all on billing.customers from anon, authenticated, service_role;
create policy all_nobody on billing.customers for all to public using (false);

create trigger _110_touch before update on billing.customers
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on billing.customers
  for each row execute function core.tg__audit('billing_customer');
