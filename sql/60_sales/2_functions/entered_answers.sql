-- What a registration has to say of itself: its licence number, and all its answers by question.
create or replace function sales.entered_answers(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'licence_number', p_registration.licence_number,
    'answers', (
      select coalesce(jsonb_object_agg(a.question_id, a.value), '{}')
      from sales.registration_answers as a
      where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
    )
  );
end
$$;
revoke all on function sales.entered_answers(sales.registrations) from public;
