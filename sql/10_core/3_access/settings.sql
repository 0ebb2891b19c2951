-- Only functions read and write settings; each change is kept.
revoke all on core.settings, core.setting_versions from anon, authenticated, service_role;
create policy all_nobody on core.settings using (false);
create policy all_nobody on core.setting_versions using (false);

create trigger _100_version before update of value on core.settings
  for each row when (new.value is distinct from old.value)
  execute function core.tg_settings__version();
create trigger _900_audit after insert or update or delete on core.settings
  for each row execute function core.tg__audit('setting');

create trigger _100_append_only before update or delete on core.setting_versions
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.setting_versions
  for each statement execute function core.tg__append_only();
