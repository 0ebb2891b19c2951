-- A bound of the answers to a question, which must be such an answer itself; null when it is
-- missing. Raises invalid_field.
create or replace function events.read_bound(
  p_kind events.question_kind,
  p_rules jsonb,
  p_name text,
  p_within jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_read events.read_answer := events.read_answer(p_kind, null, p_within, p_rules -> p_name);
begin
  if v_read.reason is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'rules.' || p_name, 'reason', v_read.reason));
  end if;
  return v_read.value;
end
$$;
revoke all on function events.read_bound(events.question_kind, jsonb, text, jsonb) from public;
