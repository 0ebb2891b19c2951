-- The questions of an event whose condition cannot be: it must look at an answer given before, to a
-- question that whoever is asked this one is asked as well, and for what can be answered there. So
-- conditions go round in no circles. What is asked nobody at present may still look at what is
-- asked nobody, but not at what is gone.
create or replace function events.broken_conditions(p_org_id uuid, p_event_id uuid)
  returns table (question_id uuid, depends_on uuid, label text, reason text)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with question as (
    select
      q.id, q.ticket_type_id, q.is_active, q.deleted_at, v.kind, v.options, v.rules, v.condition,
      coalesce(v.label_en, v.label_nl) as label,
      row_number() over (order by q.sort_order, q.id) as place
    from events.questions as q
    inner join events.question_versions as v
      on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
    where q.org_id = p_org_id and q.event_id = p_event_id
  )
  select b.id, b.depends_on, b.label, b.reason
  from (
    select d.id, (d.condition ->> 'question_id')::uuid as depends_on, d.label, case
      when n.id is null then 'there is no such question at this event'
      when n.deleted_at is not null or not n.is_active
        then format('"%s" is not asked any more', n.label)
      when n.id = d.id then 'a question cannot depend on itself'
      when n.place > d.place then format('"%s" is asked after "%s"', n.label, d.label)
      when n.ticket_type_id <> d.ticket_type_id
        or (n.ticket_type_id is not null and d.ticket_type_id is null)
        then format('"%s" is asked of one ticket type only, "%s" of others too', n.label, d.label)
      else (
        select format('%s is no answer to "%s"', a.value, n.label)
        from jsonb_array_elements(d.condition -> 'any_of') as a (value)
        cross join lateral (
          select case n.kind when 'multiple_choice' then jsonb_build_array(a.value) else a.value end
        ) as g (given)
        cross join lateral events.read_answer(n.kind, n.options, n.rules, g.given) as r
        where r.value is distinct from g.given
        limit 1
      )
    end as reason
    from question as d
    left join question as n on n.id = (d.condition ->> 'question_id')::uuid
    where d.condition is not null
      and d.deleted_at is null
      and (d.is_active or n.id is null or n.deleted_at is not null)
  ) as b
  where b.reason is not null
$$;
revoke all on function events.broken_conditions(uuid, uuid) from public;
