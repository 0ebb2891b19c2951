-- Turns an error that was caught into an answer in PostgREST's form, with its status: for a refusal
-- that must not undo what was written about it, such as the count of a wrong guess. The function
-- returns it as its own answer; in the workers its routine is one that `answers_refusals`.
create or replace function core.answer_refusal(
  p_state text,
  p_message text,
  p_detail text,
  p_hint text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform set_config('response.status', right(p_state, 3), true);
  return jsonb_build_object(
    'code', p_state, 'message', p_message, 'details', p_detail, 'hint', p_hint);
end
$$;
revoke all on function core.answer_refusal(text, text, text, text) from public;
