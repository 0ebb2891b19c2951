-- Raises maintenance (503) while the platform is being maintained, unless the caller may pass: a
-- registered function says so. For whoever is about to change something on behalf of a client.
create or replace function core.guard_maintenance()
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_passes boolean;
  v_said jsonb := core.maintenance();
begin
  if not (v_said ->> 'is_on')::boolean then
    return;
  end if;
  for v_function in select p.function from core.maintenance_passes as p loop
    execute format('select %s()', v_function) into v_passes;
    if v_passes then
      return;
    end if;
  end loop;
  perform core.fail_for_a_while('maintenance', jsonb_build_object(
    'retry_after', v_said -> 'retry_after', 'text_nl', v_said -> 'text_nl',
    'text_en', v_said -> 'text_en'));
end
$$;
revoke all on function core.guard_maintenance() from public;
grant execute on function core.guard_maintenance() to anon, authenticated;
