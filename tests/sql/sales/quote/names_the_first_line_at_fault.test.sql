begin;
select plan(12);

create temporary table sale as select *
from test_support.make_sale('{"min_per_order": 2, "max_per_order": 4}');
create temporary table types as
select name, test_support.make_ticket_type(event_id, 'seller',
  jsonb_build_object('name', name) || more) as id
from sale, (values
  ('later', '{"sales_start": "2099-01-01T00:00Z"}'::jsonb),
  ('over', '{"sales_start": "2000-01-01T00:00Z", "sales_end": "2001-01-01T00:00Z"}'),
  ('off', '{"is_active": false}'),
  ('gone', '{}'),
  ('good', '{}')
) as c (name, more);
update events.ticket_types set deleted_at = now() where name = 'gone';
create temporary table other_event as
select test_support.make_ticket_type(test_support.make_event(org_id, 'seller'), 'seller') as id
from sale;

create function test_support.refusal(p_items jsonb) returns jsonb language plpgsql as $$
declare
  v_detail text;
begin
  perform public.validate_checkout_capacity(s.event_id, p_items) from sale as s;
  return '{}';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb || jsonb_build_object('status', right(sqlstate, 3));
end
$$;
create function test_support.short(p_items jsonb) returns text language sql as $$
  select concat_ws(' ', r ->> 'status', r ->> 'code', r ->> 'line')
  from test_support.refusal(p_items) as r
$$;
create function test_support.of(p_name text,
  p_quantity integer default 1) returns jsonb language sql as $$
  select test_support.cart(t.id, p_quantity) from types as t where t.name = p_name
$$;
select is(test_support.short(test_support.of('good') || test_support.of(name)), wanted, name)
from (values
  ('later', '409 sales_not_started 2'), ('over', '409 sales_ended 2'),
  ('off', '404 ticket_type_not_found 2'), ('gone', '404 ticket_type_not_found 2')
) as c (name, wanted);
select is(test_support.short(test_support.cart(id, 1)), '404 ticket_type_not_found 1',
  'of another event') from other_event;
select is(test_support.short(test_support.cart(gen_random_uuid(), 1)),
  '404 ticket_type_not_found 1', 'of no event');
select is(test_support.short(test_support.cart(ticket_type_id, 1)), '400 quantity_below_minimum 1',
  'too few') from sale;
select is(test_support.short(test_support.cart(ticket_type_id, 5)), '400 quantity_above_maximum 1',
  'too many') from sale;
select is(test_support.short(test_support.of('off') || test_support.of('later')),
  '404 ticket_type_not_found 1',
  'the first of two');
select is(
  test_support.refusal(test_support.of('later')) ->> 'sales_start', '2099-01-01T00:00:00+00:00',
  'with the time it starts');
select is(
  (select r ->> 'max' || (r ->> 'quantity')
    from sale, test_support.refusal(test_support.cart(ticket_type_id, 5)) as r), '45',
  'with the limit and what was asked');
select is(test_support.refusal(test_support.of('good', 2) || test_support.cart(ticket_type_id, 2)),
  '{}', 'all well')
from sale;

select * from finish();
rollback;
