-- Makes a question, or writes all of one anew. What it asks becomes a new version when it differs
-- from the present one; place and activity do not. For staff with events.manage. Locks: event.
-- Returns {question_id, event_id, version, sort_order, is_active}. Raises missing_field,
-- invalid_field, not_found, not_allowed, ticket_type_not_found, question_is_needed.
create or replace function events.save_question(
  p_event_id uuid,
  p_question_id uuid,
  p_ticket_type_id uuid,
  p_kind text,
  p_label_nl text,
  p_label_en text,
  p_help_nl text,
  p_help_en text,
  p_is_required boolean,
  p_options jsonb,
  p_rules jsonb,
  p_condition jsonb,
  p_sort_order integer,
  p_is_active boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_question events.questions;
  v_version integer;
begin
  if p_question_id is null then
    v_question := events.start_question(p_event_id);
  else
    v_question := events.lock_question(p_question_id);
    if p_event_id <> v_question.event_id then
      perform core.fail('not_found', jsonb_build_object('what', 'question', 'id', p_question_id));
    end if;
  end if;
  perform 1
  from events.ticket_types as t
  where t.org_id = v_question.org_id
    and t.id = p_ticket_type_id
    and t.event_id = v_question.event_id
    and t.deleted_at is null;
  if p_ticket_type_id is not null and not found then
    perform core.fail('ticket_type_not_found', jsonb_build_object(
      'ticket_type_id', p_ticket_type_id));
  end if;
  v_version := events.keep_version(v_question, events.read_question(
    p_kind, p_label_nl, p_label_en, p_help_nl, p_help_en, p_is_required, p_options, p_rules,
    p_condition));
  p_sort_order := coalesce(p_sort_order, v_question.sort_order);
  p_is_active := coalesce(p_is_active, v_question.is_active);
  update events.questions as q
  set version = v_version,
    ticket_type_id = p_ticket_type_id,
    sort_order = p_sort_order,
    is_active = p_is_active
  where q.org_id = v_question.org_id
    and q.id = v_question.id
    and (q.version, q.ticket_type_id, q.sort_order, q.is_active)
    is distinct from (v_version, p_ticket_type_id, p_sort_order, p_is_active);
  perform events.guard_conditions(v_question.org_id, v_question.event_id, v_question.id);
  return jsonb_build_object(
    'question_id', v_question.id, 'event_id', v_question.event_id, 'version', v_version,
    'sort_order', p_sort_order, 'is_active', p_is_active);
end
$$;
revoke all on function
  events.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  from public;
grant execute on function
  events.save_question(
    uuid, uuid, uuid, text, text, text, text, text, boolean, jsonb, jsonb, jsonb, integer, boolean
  )
  to authenticated;
