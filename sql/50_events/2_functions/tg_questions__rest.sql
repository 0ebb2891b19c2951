-- A question that comes back after it was deleted is not asked for now if what it depends on was
-- changed meanwhile: its condition is corrected first.
create or replace function events.tg_questions__rest()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update events.questions as q
  set is_active = false
  where q.org_id = new.org_id
    and q.id = new.id
    and q.is_active
    and q.id in (select b.question_id from events.broken_conditions(new.org_id, new.event_id) as b);
  return null;
end
$$;
revoke all on function events.tg_questions__rest() from public;
