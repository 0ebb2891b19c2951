begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
create temporary table other_type as
select test_support.make_ticket_type(event_id, 'seller', '{"capacity": 0}') as id from sale;
select test_support.open_waitlist(event_id) from sale;
grant select on sale to public;
create function test_support.joins(p_email text, p_quantity integer default 1)
  returns jsonb language sql as $$
  select public.join_waitlist(event_id, ticket_type_id, p_quantity, p_email) from sale
$$;
grant execute on function test_support.joins to public;
select test_support.as_anon();
create temporary table first as select test_support.joins(' Anna@Example.test ') as j;
create temporary table again as select test_support.joins('anna@example.test') as j;
create temporary table other as select test_support.joins('bob@example.test') as j;
select test_support.as_operator();
select is(again.j, first.j, 'a repeat gets the same answer') from first, again;
select is(other.j, first.j, 'and so does whoever is new') from first, other;
select is(test_support.queue(), 'anna waiting, bob waiting', 'but is one entry');
select is((select count(*) from core.outbox_events where topic = 'email.waitlist_joined'), 3::bigint,
  'who asks again gets the mail again');
select lives_ok(
  format('select test_support.wait_for(%L, %L, ''anna'')', event_id, id),
  'another ticket type is another entry') from sale, other_type;
select test_support.joins('anna@example.test', 2);
select is((select quantity from sales.waitlist_entries where position = 1), 1, 'it stays as it was');

select public.leave_waitlist(test_support.waitlist_token('bob'));
select test_support.as_operator();
select test_support.joins('bob@example.test');
select is(test_support.queue(), 'anna waiting, bob left, anna waiting, bob waiting',
  'who left joins again, at the end');

select test_support.make_user('carl');
grant select on first to public;
select test_support.as_user('carl');
create temporary table own as
select public.join_waitlist(event_id, ticket_type_id) as j from sale;
create temporary table strange as select test_support.joins('anna@example.test') as j;
select is(j ->> 'email', 'carl@example.test', 'an account joins with its address') from own;
select is(j ->> 'ahead', '2', 'and sees how many wait before it') from own;
select is(strange.j, first.j, 'of other addresses it learns nothing') from first, strange;
select is(jsonb_array_length(public.my_waitlist()), 1, 'its list has its own entry');
select test_support.as_operator();
select test_support.throws_slug(
  'select test_support.joins(''dora@example.test'') from generate_series(1, 31)', 429,
  'rate_limited', 'nobody is mailed without end');

select * from finish();
rollback;
