-- What was changed of a registration after it was entered, for whoever may change it: its licence
-- number, answers and the fields of its participant, newest first. Raises sign_in_required,
-- missing_field, not_found.
create or replace function sales.registration_history(
  p_registration_id uuid,
  p_public_token text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.find_my_registration(
    p_registration_id, p_public_token);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'field', c.field, 'question_id', c.question_id, 'old_value', c.old_value,
      'new_value', c.new_value, 'changed_at', c.created_at,
      'changed_by', case c.actor_type when 'operator' then 'organiser' else 'participant' end
    ) order by c.created_at desc, c.id desc), '[]')
    from sales.registration_changes as c
    left join events.questions as q on q.org_id = c.org_id and q.id = c.question_id
    where c.org_id = v_registration.org_id
      and (
        c.registration_id = v_registration.id
        or (c.participant_id = v_registration.participant_id
          and c.created_at >= v_registration.created_at)
      )
      and q.deleted_at is null
  );
end
$$;
revoke all on function sales.registration_history(uuid, text) from public;
grant execute on function sales.registration_history(uuid, text) to anon, authenticated;
