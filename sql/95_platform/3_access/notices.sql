-- Only functions read and write notices.
revoke all on platform.notices from anon, authenticated, service_role;
create policy all_nobody on platform.notices using (false);

create trigger _100_touch before update on platform.notices
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on platform.notices
  for each row execute function core.tg__audit('notice');

-- Visitors come in for get_notices(), and for nothing else.
grant usage on schema platform to anon;
