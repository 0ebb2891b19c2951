-- What somebody fills in who takes part with a ticket type without ordering it: profile fields,
-- age, licence, questions in their order, the waiver. Texts in both languages.
create or replace function sales.asked_of_participants(
  p_org_id uuid,
  p_ticket_type_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'required_profile_fields', s.required_profile_fields,
      'min_age', t.min_age,
      'max_age', t.max_age,
      'requires_licence', t.requires_licence,
      'waiver', case when w.version is not null then jsonb_build_object(
        'version', w.version, 'text_nl', w.text_nl, 'text_en', w.text_en,
        'guardian_below_age', w.guardian_below_age) end,
      'questions', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'question_id', q.id, 'version', v.version, 'kind', v.kind, 'label_nl', v.label_nl,
          'label_en', v.label_en, 'help_nl', v.help_nl, 'help_en', v.help_en,
          'is_required', v.is_required, 'options', v.options, 'rules', v.rules,
          'condition', v.condition) order by q.sort_order, q.id), '[]')
        from events.questions as q
        join events.question_versions as v
          on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
        where q.org_id = t.org_id and q.event_id = t.event_id and q.is_active
          and q.deleted_at is null
          and (q.ticket_type_id is null or q.ticket_type_id = t.id)
      )
    )
    from events.ticket_types as t
    join events.event_settings as s on s.org_id = t.org_id and s.event_id = t.event_id
    cross join events.current_waiver(t.org_id, t.event_id) as w
    where t.org_id = p_org_id and t.id = p_ticket_type_id
  );
end
$$;
revoke all on function sales.asked_of_participants(uuid, uuid) from public;
