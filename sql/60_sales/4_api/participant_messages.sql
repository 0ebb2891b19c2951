create or replace view public.participant_messages
with (security_invoker = true) as
select
  m.org_id,
  m.id,
  m.event_id,
  m.ticket_type_id,
  m.wave_id,
  m.texts,
  m.recipients,
  m.queued,
  m.created_by,
  m.queued_at,
  m.created_at
from sales.participant_messages as m;
revoke all on public.participant_messages from anon, authenticated, service_role;
grant select on public.participant_messages to authenticated;
comment on view public.participant_messages is
  'What was written to participants, for staff with registrations.read. Sent with message_participants; message_progress tells what became of each.';
