-- Writes what a question asks now as its next version, unless its present version asks the same.
-- Returns the number of the version that does.
create or replace function events.keep_version(
  p_question events.questions,
  p_asks events.question_versions
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_present events.question_versions;
begin
  select v.* into v_present
  from events.question_versions as v
  where v.org_id = p_question.org_id
    and v.question_id = p_question.id
    and v.version = p_question.version;
  p_asks.org_id := p_question.org_id;
  p_asks.question_id := p_question.id;
  p_asks.version := coalesce(v_present.version, 0);
  p_asks.created_at := v_present.created_at;
  if p_asks is distinct from v_present then
    p_asks.version := p_asks.version + 1;
    p_asks.created_at := core.clock();
    insert into events.question_versions
    select p_asks.*;
  end if;
  return p_asks.version;
end
$$;
revoke all on function events.keep_version(events.questions, events.question_versions) from public;
