-- Only functions read it; operators write it through the CLI.
revoke all on core.settings from anon, authenticated, service_role;
create policy all_nobody on core.settings using (false);

create trigger _100_touch before update on core.settings
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on core.settings
  for each row execute function core.tg__audit('setting');
