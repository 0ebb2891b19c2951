-- Raises a registered error: SQLSTATE PT<http status>, a sentence as message, the slug and data as
-- JSON in detail, the cure in hint. PostgREST answers with that status and puts the message into
-- the status line, so control characters from input are replaced and the length is bounded.
create or replace function core.fail(p_slug text, p_data jsonb default '{}')
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_error core.errors;
  v_name text;
  v_value text;
begin
  select e.* into v_error from core.errors as e where e.slug = p_slug;
  if not found then
    raise exception 'error % is not registered in core.errors', p_slug;
  end if;
  for v_name, v_value in select d.key, d.value from jsonb_each_text(p_data) as d loop
    v_value := left(regexp_replace(coalesce(v_value, '?'), '[[:cntrl:]]', ' ', 'g'), 200);
    v_error.message := replace(v_error.message, '{' || v_name || '}', v_value);
    v_error.hint := replace(v_error.hint, '{' || v_name || '}', v_value);
  end loop;
  raise exception using
    errcode = 'PT' || v_error.http_status,
    message = v_error.message,
    detail = (p_data || jsonb_build_object('code', p_slug))::text,
    hint = v_error.hint;
end
$$;
revoke all on function core.fail(text, jsonb) from public;
grant execute on function core.fail(text, jsonb) to anon, authenticated, service_role;
