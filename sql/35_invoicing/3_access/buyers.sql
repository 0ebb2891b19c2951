-- Written and read by functions only: what matters of it stands on the invoice.
revoke all on invoicing.buyers from anon, authenticated, service_role;
create policy all_nobody on invoicing.buyers using (false);
create trigger _100_touch before update on invoicing.buyers
  for each row execute function core.tg__touch();
