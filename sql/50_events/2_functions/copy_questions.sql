-- The questions of an event as they are asked now, which is version 1 of the copies: a step of
-- duplicating it. A question that is never asked, because its condition is about one that was
-- deleted, is not asked of the copy either.
create or replace function events.copy_questions(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  p_copy := events.copy_rows(p_copy, 'events.questions', 'event_id', '{"version": 1}');
  -- Questions with the same sort_order follow one another by their ids, which are new.
  update events.questions as n
  set sort_order = p.place
  from (
    select q.id, row_number() over (order by q.sort_order, q.id) as place
    from events.questions as q
    where q.org_id = p_copy.org_id and q.event_id = p_copy.event_id
  ) as p
  where n.org_id = p_copy.org_id and n.id = (p_copy.ids ->> p.id::text)::uuid;
  insert into events.question_versions
  select n.*
  from events.questions as q
  join events.question_versions as v
    on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
  cross join lateral jsonb_populate_record(
    null::events.question_versions,
    events.copied(p_copy, to_jsonb(v), '{}') || jsonb_build_object(
      'version', 1,
      'condition', jsonb_set(
        v.condition, '{question_id}',
        coalesce(p_copy.ids -> (v.condition ->> 'question_id'), v.condition -> 'question_id')))
  ) as n
  where q.org_id = p_copy.org_id and q.event_id = p_copy.event_id and p_copy.ids ? q.id::text;
  return p_copy;
end
$$;
revoke all on function events.copy_questions(events.copy) from public;
