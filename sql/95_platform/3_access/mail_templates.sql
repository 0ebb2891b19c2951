-- Only functions read and write the words of mails; each version is kept.
revoke all on platform.mail_kinds, platform.mail_templates, platform.mail_template_versions
  from anon, authenticated, service_role;
create policy all_nobody on platform.mail_kinds using (false);
create policy all_nobody on platform.mail_templates using (false);
create policy all_nobody on platform.mail_template_versions using (false);

create trigger _900_audit after insert or update of live_version or delete
  on platform.mail_templates
  for each row execute function core.tg__audit('mail_template');

create trigger _100_append_only before update or delete on platform.mail_template_versions
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on platform.mail_template_versions
  for each statement execute function core.tg__append_only();
