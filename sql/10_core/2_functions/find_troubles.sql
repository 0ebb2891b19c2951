-- What is stuck: per trouble how much (1000 stands for that or more), since when, and three ids,
-- the oldest first; no rows when all goes on. For operators (`entree doctor`).
create or replace function core.find_troubles()
  returns table (
    trouble text,
    description text,
    found integer,
    since timestamptz,
    ids text[],
    can_heal boolean,
    remedy text
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_trouble core.troubles;
begin
  for v_trouble in select t.* from core.troubles as t order by t.trouble loop
    return query execute format(
      'select $1, $2, count(*)::integer, min(v.since),'
      ' (array_agg(v.id order by v.since, v.id))[:3], $3, $4'
      ' from (select w.* from %s as w limit 1000) as v having count(*) > 0', v_trouble.view)
      using v_trouble.trouble, v_trouble.description, v_trouble.heal is not null, v_trouble.remedy;
  end loop;
end
$$;
revoke all on function core.find_troubles() from public;
grant execute on function core.find_troubles() to service_role;
