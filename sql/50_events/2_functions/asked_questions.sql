-- What an event asks of its participants now, in order: of one ticket type, or with null of all. A
-- place in this order is what the condition of a question may look back from.
create or replace function events.asked_questions(
  p_org_id uuid,
  p_event_id uuid,
  p_ticket_type_id uuid
)
  returns events.asked_question[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select row(
      q.id, q.id::text, q.version, q.ticket_type_id, coalesce(v.label_en, v.label_nl), v.kind,
      v.is_required, v.options, v.rules, v.condition)::events.asked_question
    from events.questions as q
    inner join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_org_id
      and q.event_id = p_event_id
      and q.is_active
      and q.deleted_at is null
      and (
        q.ticket_type_id is null or p_ticket_type_id is null or q.ticket_type_id = p_ticket_type_id
      )
    order by q.sort_order, q.id
  );
end
$$;
revoke all on function events.asked_questions(uuid, uuid, uuid) from public;
