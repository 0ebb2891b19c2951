-- Sends a message to everybody who takes part in an event, with a ticket type or in a wave. For
-- staff with participants.message. The sweep sends it a few at a time; with an idempotency key a
-- repeat sends nothing. Returns {message_id, recipients}. Locks: the key. Raises missing_field,
-- invalid_field, not_found, nobody_to_tell, rate_limited, org_suspended, idempotency_key_reused and
-- what tenancy.authorise() raises.
create or replace function sales.message_participants(
  p_event_id uuid,
  p_texts jsonb,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_idempotency_key text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'participants.message');
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_message sales.participant_messages;
  v_request jsonb;
  v_response jsonb;
begin
  perform tenancy.guard_not_suspended(v_event.org_id);
  v_message.texts := sales.read_message_texts(p_texts);
  v_request := jsonb_build_object(
    'event_id', p_event_id, 'texts', v_message.texts, 'ticket_type_id', p_ticket_type_id,
    'wave_id', p_wave_id);
  if v_key is not null then
    v_response := core.begin_idempotent(
      v_event.org_id::text, 'message_participants', v_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;
  if p_ticket_type_id is not null and not exists (
    select from events.ticket_types as t
    where t.org_id = v_event.org_id and t.id = p_ticket_type_id and t.event_id = v_event.id
  ) then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'ticket type', 'id', p_ticket_type_id));
  elsif p_wave_id is not null and not exists (
    select from events.waves as w
    where w.org_id = v_event.org_id and w.id = p_wave_id and w.event_id = v_event.id
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'wave', 'id', p_wave_id));
  end if;
  perform core.hit_rate_limit('message_participants', v_event.org_id::text, v_event.org_id);
  insert into sales.participant_messages (
    org_id, event_id, ticket_type_id, wave_id, texts, recipients, created_by
  ) values (
    v_event.org_id, v_event.id, p_ticket_type_id, p_wave_id, v_message.texts, 1, auth.uid()
  )
  returning * into v_message;
  v_message.recipients := sales.insert_recipients(v_message);
  if v_message.recipients = 0 then
    perform core.fail('nobody_to_tell');
  end if;
  update sales.participant_messages as m
  set recipients = v_message.recipients
  where m.org_id = v_message.org_id and m.id = v_message.id;
  perform core.audit(
    v_message.org_id, 'participant_message', v_message.id::text, 'participant_message.created', null,
    jsonb_strip_nulls(jsonb_build_object(
      'event_id', v_message.event_id, 'ticket_type_id', v_message.ticket_type_id,
      'wave_id', v_message.wave_id, 'recipients', v_message.recipients)));
  v_response := jsonb_build_object(
    'message_id', v_message.id, 'recipients', v_message.recipients);
  if v_key is not null then
    perform core.finish_idempotent(
      v_event.org_id::text, 'message_participants', v_key, v_request, v_response);
  end if;
  return v_response;
end
$$;
revoke all on function sales.message_participants(uuid, jsonb, uuid, uuid, text) from public;
grant execute on function sales.message_participants(uuid, jsonb, uuid, uuid, text)
  to authenticated;
