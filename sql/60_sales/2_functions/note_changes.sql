-- Keeps what became another between two objects of fields, of a registration or of a participant:
-- one row per field. Birth date, emergency contact and medical note without their values; answers
-- are an object by question.
create or replace function sales.note_changes(
  p_org_id uuid,
  p_registration_id uuid,
  p_participant_id uuid,
  p_before jsonb,
  p_after jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.registration_changes (
    org_id, registration_id, participant_id, field, question_id, old_value, new_value, changed_by,
    actor_type
  )
  select
    p_org_id, p_registration_id, p_participant_id, c.field, c.question_id,
    case when not c.is_sensitive then c.old_value end,
    case when not c.is_sensitive then c.new_value end,
    auth.uid(), core.actor_type()
  from (
    select f.field, null::uuid as question_id,
      nullif(p_before -> f.field, 'null') as old_value,
      nullif(p_after -> f.field, 'null') as new_value,
      f.field in ('birth_date', 'emergency_name', 'emergency_phone', 'medical_note')
        as is_sensitive
    from jsonb_object_keys((p_before || p_after) - 'answers') as f (field)
    union all
    select 'answer', q.id::uuid, p_before #> array['answers', q.id],
      p_after #> array['answers', q.id], false
    from jsonb_object_keys(coalesce(p_before -> 'answers', '{}')
      || coalesce(p_after -> 'answers', '{}')) as q (id)
  ) as c
  where c.old_value is distinct from c.new_value;
end
$$;
revoke all on function sales.note_changes(uuid, uuid, uuid, jsonb, jsonb) from public;
