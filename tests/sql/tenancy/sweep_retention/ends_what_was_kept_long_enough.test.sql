-- The clock walks on from the end of an event: each class goes in its time, counted and not told.
begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
grant select on sale to public;
create temporary table bought as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Vera", "last_name": "Visser", "email": "vera@example.test",
     "birth_date": "1990-12-31", "medical_note": "Asthma", "club": "AV"}]')) as answer
from sale;
create temporary table ended as
select max(greatest(e.ends_at, core.clock())) as at from events.events as e;

create function test_support.walk() returns integer language plpgsql as $$
declare
  v_calls integer := 0;
begin
  while tenancy.sweep_retention(50) > 0 loop
    v_calls := v_calls + 1;
  end loop;
  return v_calls;
end
$$;
create function test_support.known() returns text language sql as $$
  select concat_ws(' ',
    (select d.medical_note from sales.participant_details as d),
    (select p.first_name || '/' || coalesce(p.club, '-') from sales.participants as p),
    (select o.email || '/' || coalesce(o.purchaser_name, '-') from sales.orders as o))
$$;

select cmp_ok(test_support.walk(), '>=', (
  select count(*)::integer from tenancy.personal_data where since is not null),
  'every table is walked through');
select is(test_support.known(), 'Asthma Vera/AV visitor@example.test/Vera Visitor', 'nothing is due');
select is(test_support.walk(), 0, 'once a day');

select test_support.set_clock(at + interval '29 days') from ended;
select test_support.walk();
select is(test_support.known(), 'Asthma Vera/AV visitor@example.test/Vera Visitor', 'nor after 29 days');
select test_support.set_clock(at + interval '30 days 1 second') from ended;
select test_support.walk();
select is(test_support.known(), 'Vera/AV visitor@example.test/Vera Visitor',
  'what is sensitive goes after 30');
select is(new_value, '{"table": "sales.participant_details", "rows": 1}'::jsonb, 'the count is audited')
from core.audit_log where action = 'retention.ended';

-- An org that keeps buyers shorter, and another one that keeps them as long as the platform says.
select test_support.as_user('seller');
select is(public.set_retention(org_id, 'buyers', 40) ->> 'keep_days', '40', 'an org chooses') from sale;
select test_support.as_operator();
select test_support.set_clock(at + interval '41 days') from ended;
select test_support.walk();
select is(test_support.known(), 'Vera/AV erased@erased.invalid/-', 'and its time counts');

-- By the operator: a maximum that came down counts at once.
update tenancy.retention_classes set keep_days = 50, max_days = 50 where class = 'participants';
insert into tenancy.retention_overrides (org_id, class, keep_days)
select org_id, 'participants', 60 from sale;
select test_support.set_clock(at + interval '51 days') from ended;
select test_support.walk();
select is(test_support.known(), '-/- erased@erased.invalid/-', 'no org keeps longer than the maximum');
select isnt(erased_at, null, 'the participant says when') from sales.participants;

-- A table of several blocks: in parts, from where it stopped.
insert into sales.participants (org_id, first_name, last_name, city)
select org_id, 'Old', 'Name', repeat('x', 90) from sale, generate_series(1, 400);
select test_support.set_clock(at + interval '200 days') from ended;
update tenancy.personal_data set walked_at = core.clock() where table_name <> 'sales.participants';
select is(tenancy.sweep_retention(2), 2, 'two blocks at a time');
select is((select next_block from tenancy.personal_data where table_name = 'sales.participants'),
  2::bigint, 'it remembers how far it is');
select cmp_ok((select count(*) from sales.participants where first_name = 'Old'), '<', 400::bigint,
  'some went');
select cmp_ok((select count(*) from sales.participants where first_name = 'Old'), '>', 0::bigint,
  'others wait');
select test_support.walk();
select is((select count(*) from sales.participants where first_name = 'Old'), 0::bigint,
  'until all are done');

select * from finish();
rollback;
