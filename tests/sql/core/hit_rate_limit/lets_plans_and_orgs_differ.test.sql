-- Overrides per class and per org, found only where there are any.
begin;
select plan(13);

create temporary table org as select core.new_id() as id from generate_series(1, 3);
create function test_support.class(p_org_id uuid) returns text language sql as $$
  select case when p_org_id = (select id from org order by id limit 1) then 'BIG' end
$$;
delete from core.org_classes;
insert into core.org_classes (name, function) values ('test', 'test_support.class');
create function test_support.hits(p_rule text, p_place integer) returns integer
language plpgsql as $$
declare
  v_org uuid := (select id from org order by id offset p_place - 1 limit 1);
begin
  delete from core.rate_counters;
  for i in 1 .. 20 loop
    begin
      perform core.hit_rate_limit(p_rule, v_org::text, v_org);
    exception when sqlstate 'PT429' then
      return i - 1;
    end;
  end loop;
  return 20;
end
$$;
update core.rate_limits set max_hits = 5 where rule = 'export';
select is(test_support.hits('export', 1), 5, 'without overrides everybody has the limit');
select is(test_support.hits('staff_calls', 1), 20, 'or none');
select is((select count(*)::integer from core.rate_counters), 0, 'which is not even counted');

insert into core.rate_limit_overrides (rule, class, max_hits)
values ('export', 'BIG', 9), ('staff_calls', 'BIG', 7);
select is((select has_overrides from core.rate_limits where rule = 'export'), true, 'it is marked');
select is(test_support.hits('export', 1), 9, 'the class has its own');
select is(test_support.hits('export', 2), 5, 'other orgs do not');
select is(test_support.hits('staff_calls', 1), 7, 'a class is limited where others are not');
select is(test_support.hits('staff_calls', 2), 20, 'others are still not');
insert into core.rate_limit_overrides (rule, org_id, max_hits)
select 'export', id, 3 from org order by id limit 2;
select is(test_support.hits('export', 1), 3, 'an org counts more than its class');
select is(test_support.hits('export', 2), 3, 'and has it without one');

delete from core.rate_limit_overrides where rule = 'export';
select is((select has_overrides from core.rate_limits where rule = 'export'), false,
  'the mark goes with the last');
select is(test_support.hits('export', 1), 5, 'as it was');
select throws_ok(
  $$ insert into core.rate_limit_overrides (rule, class, max_hits) values ('webhook', 'BIG', 1) $$,
  '23514', null, 'not where the org is not known');

select * from finish();
rollback;
