-- The answers of a registration, each with the question as it was asked, in the order of the form.
create or replace function sales.answers_json(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'question_id', a.question_id, 'version', a.version, 'kind', v.kind, 'label_nl', v.label_nl,
      'label_en', v.label_en, 'value', a.value) order by q.sort_order, q.id), '[]')
    from sales.registration_answers as a
    join events.question_versions as v
      on v.org_id = a.org_id and v.question_id = a.question_id and v.version = a.version
    join events.questions as q
      on q.org_id = a.org_id and q.id = a.question_id and q.deleted_at is null
    where a.org_id = p_registration.org_id and a.registration_id = p_registration.id
  );
end
$$;
revoke all on function sales.answers_json(sales.registrations) from public;
