-- Every broken promise, as (promise, problem); no rows when all is well. At most 100 problems of
-- each. For operators (`entree doctor`) and tests.
create or replace function core.doctor()
  returns table (promise text, problem jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_promise core.promises;
begin
  for v_promise in select p.* from core.promises as p order by p.promise loop
    return query execute format(
      'select $1, to_jsonb(v) from %s as v limit 100', v_promise.view) using v_promise.promise;
  end loop;
end
$$;
revoke all on function core.doctor() from public;
grant execute on function core.doctor() to service_role;
