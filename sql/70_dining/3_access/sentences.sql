-- Read through dining.say().
revoke all on dining.sentences from anon, authenticated, service_role;
create policy all_nobody on dining.sentences using (false);
