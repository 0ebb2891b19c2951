-- Nobody reads tokens; workers get them sealed, one at a time, from payments.connection_access().
revoke all on payments.mollie_tokens from anon, authenticated, service_role;
create policy all_nobody on payments.mollie_tokens using (false);

create trigger _100_touch before update on payments.mollie_tokens
  for each row execute function core.tg__touch();
