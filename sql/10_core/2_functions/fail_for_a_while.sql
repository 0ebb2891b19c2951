-- Raises a registered error that passes by itself after `retry_after` seconds (in its data): for
-- PostgREST in the form that lets it set the header Retry-After. Our own functions read the seconds
-- from the data.
create or replace function core.fail_for_a_while(p_slug text, p_data jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_state text;
  v_message text;
  v_detail text;
  v_hint text;
begin
  perform core.fail(p_slug, p_data);
exception when sqlstate 'PT429' or sqlstate 'PT503' then
  if coalesce(current_setting('request.method', true), '') = '' then
    raise;
  end if;
  get stacked diagnostics
    v_state = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail,
    v_hint = pg_exception_hint;
  raise sqlstate 'PGRST' using
    message = json_build_object(
      'code', v_state, 'message', v_message, 'details', v_detail, 'hint', v_hint)::text,
    detail = json_build_object(
      'status', right(v_state, 3)::integer,
      'headers', json_build_object('Retry-After', v_detail::json ->> 'retry_after'))::text;
end
$$;
revoke all on function core.fail_for_a_while(text, jsonb) from public;
