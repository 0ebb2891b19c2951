-- Staff with registrations.read see what was written to participants.
-- NOTE: insert, update and delete are not granted, because what was sent stays as it was sent.
revoke all on sales.participant_messages from anon, authenticated, service_role;
grant select on sales.participant_messages to authenticated;
create policy select_staff on sales.participant_messages for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));
-- That it was sent is written to the audit log by message_participants; how far it is does not
-- belong there.
create trigger _900_audit after delete on sales.participant_messages
  for each row execute function core.tg__audit('participant_message', 'texts');

-- Functions only: addresses wait here for the sweep.
revoke all on sales.message_recipients from anon, authenticated, service_role;
create policy all_nobody on sales.message_recipients using (false);

insert into core.sweeps (name, function, every, batch)
values ('sales.send_messages', 'sales.sweep_messages', interval '2 seconds', 50);
insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('message_participants', 'key', 20, 86400, true,
   'Messages to participants per organisation.');
