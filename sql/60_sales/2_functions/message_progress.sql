-- How far a message to participants is, for staff with registrations.read. Raises missing_field,
-- and what tenancy.authorise() raises.
create or replace function sales.message_progress(p_message_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_message sales.participant_messages;
  v_waiting integer;
  v_failed integer;
begin
  perform core.require_id('message_id', p_message_id);
  select m.* into v_message from sales.participant_messages as m where m.id = p_message_id;
  perform tenancy.authorise(v_message.org_id, 'registrations.read', 'message', p_message_id);
  select count(*) into v_waiting
  from core.outbox_events as e
  where e.org_id = v_message.org_id
    and starts_with(e.aggregate, 'message:' || v_message.id || ':');
  select count(*) into v_failed
  from core.outbox_dead as d
  where d.org_id = v_message.org_id
    and starts_with(d.aggregate, 'message:' || v_message.id || ':');
  return jsonb_build_object(
    'message_id', v_message.id,
    'recipients', v_message.recipients,
    'waiting', v_message.recipients - v_message.queued + v_waiting,
    'delivered', v_message.queued - v_waiting - v_failed,
    'failed', v_failed
  );
end
$$;
revoke all on function sales.message_progress(uuid) from public;
grant execute on function sales.message_progress(uuid) to authenticated;
