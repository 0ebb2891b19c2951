-- What an event asks of each participant, in order, in a language as far as there is.
create or replace function events.page_questions(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'question_id', q.id,
        'ticket_type_id', q.ticket_type_id,
        'version', v.version,
        'kind', v.kind,
        'label', case p_language
          when 'nl' then coalesce(v.label_nl, v.label_en)
          else coalesce(v.label_en, v.label_nl) end,
        'help', case p_language
          when 'nl' then coalesce(v.help_nl, v.help_en) else coalesce(v.help_en, v.help_nl) end,
        'is_required', v.is_required,
        'options', (
          select jsonb_agg(jsonb_build_object(
            'value', o.option ->> 'value',
            'label', coalesce(
              o.option ->> ('label_' || p_language), o.option ->> 'label_nl',
              o.option ->> 'label_en', o.option ->> 'value')
          ) order by o.place)
          from jsonb_array_elements(v.options) with ordinality as o (option, place)
        ),
        'rules', v.rules,
        'condition', v.condition
      ) order by q.sort_order, q.id), '[]')
    from events.questions as q
    join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_event.org_id
      and q.event_id = p_event.id
      and q.is_active
      and q.deleted_at is null
      and (q.ticket_type_id is null or exists (
        select from events.ticket_types as t
        where t.org_id = q.org_id and t.id = q.ticket_type_id
          and t.is_active and t.deleted_at is null
      ))
  );
end
$$;
revoke all on function events.page_questions(events.events, text) from public;
