begin;
select plan(15);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.address_bills(id, 'owner') from org;
grant select on org to public;
create function pg_temp.bill(p_at text, p_amount integer) returns jsonb language sql as $$
  select test_support.set_clock(p_at::timestamptz);
  select test_support.make_bill(id, p_amount) from org;
$$;
create temporary table bills as select n, pg_temp.bill(format('2026-0%s-01 12:00+00', n), n) as b
from generate_series(1, 5) as n;
select test_support.pay_bill(b) from bills where n = 2;
select billing.sweep_invoices(100);
create function pg_temp.told(p_kind text default null, p_status text[] default null,
  p_from timestamptz default null, p_to timestamptz default null, p_cursor uuid default null,
  p_limit integer default null) returns text language sql as $$
  select string_agg(b ->> 'amount', ' ' order by position) from org,
    jsonb_array_elements(public.billing_history(
      id, p_kind, p_status, p_from, p_to, p_cursor, p_limit) -> 'bills')
      with ordinality as e (b, position)
$$;
grant execute on all functions in schema pg_temp to public;
select test_support.as_user('finance');
select is(pg_temp.told(), '5 4 3 2 1', 'the newest first');
select is(pg_temp.told(p_kind => 'OVERAGE'), '5 4 3 2 1', 'of a kind');
select is(pg_temp.told(p_kind => 'SUBSCRIPTION'), null, 'of another there are none');
select is(pg_temp.told(p_status => array['paid']), '2', 'in a status');
select is(pg_temp.told(p_status => array['paid', 'pending']), '5 4 3 2 1', 'in one of several');
select is(pg_temp.told(p_from => '2026-02-01 12:00+00', p_to => '2026-04-01 12:00+00'), '3 2',
  'from a moment until before another');
create temporary table page as select public.billing_history(id, "limit" => 2) as p from org;
select is(pg_temp.told(p_cursor => (p ->> 'next_cursor')::uuid, p_limit => 2), '3 2',
  'page by page') from page;
select is(public.billing_history(id, "limit" => 5) -> 'next_cursor', 'null', 'until the last')
from org;
select is(jsonb_path_query_array(public.billing_history(id), '$.bills[*].documents[*].number'),
  '["2026-0001"]', 'with its invoice') from org;
select test_support.throws_slug(
  format('select public.billing_history(id, %s) from org', filters), 400, 'invalid_field')
from unnest(array['"limit" => 0', 'kind => ''X''', 'status => array[''x'']',
  'cursor => core.new_id()']) as filters;
select test_support.as_user('support');
select test_support.throws_slug('select public.billing_history(id) from org', 403, 'not_allowed');
select test_support.as_user('stranger');
select test_support.throws_slug('select public.billing_history(id) from org', 404, 'not_found');

select * from finish();
rollback;
