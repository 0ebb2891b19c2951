-- Locks what a person has in every room, and refuses to erase somebody who still holds something
-- that only counts with a name: live tickets and reservations, money under way. Raises
-- person_has_obligations with all of them.
create or replace function tenancy.guard_erasure(p_subject tenancy.subject)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_guard tenancy.erasure_guards;
  v_found jsonb;
  v_all jsonb := '[]';
begin
  for v_guard in
    select g.* from tenancy.erasure_guards as g order by g.position
  loop
    execute format(
      'select jsonb_agg(jsonb_build_object(''what'', g.what, ''count'', g.count) order by g.what) '
      'from %s($1) as g where g.count > 0', v_guard.function)
    into v_found
    using p_subject;
    v_all := v_all || coalesce(v_found, '[]');
  end loop;
  if v_all <> '[]' then
    perform core.fail('person_has_obligations', jsonb_build_object(
      'what', (select string_agg(format('%s %s', o ->> 'count', o ->> 'what'), ', ')
               from jsonb_array_elements(v_all) as o),
      'obligations', v_all));
  end if;
end
$$;
revoke all on function tenancy.guard_erasure(tenancy.subject) from public;
