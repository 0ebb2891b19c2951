-- Staff sell what is on sale, as it is sold; who may not is told so, strangers are told nothing.
begin;
select plan(29);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner',
  '{"max_per_order": 4, "sales_start": "2020-01-01T00:00:00Z"}') as id from event;
create temporary table later as select test_support.make_ticket_type(id, 'owner',
  jsonb_build_object('sales_start', now() + interval '1 day')) as id from event;
create function test_support.may(p_name text, p_settlement text) returns text language plpgsql as $$
declare
  v_answer jsonb;
  v_detail text;
begin
  begin
    v_answer := test_support.staff_order(p_name, e.id, test_support.cart(t.id, 1), p_settlement)
    from event as e, type as t;
    return 'placed';
  exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    perform test_support.as_operator();
    return v_detail::jsonb ->> 'code';
  end;
end
$$;
select is(test_support.may('owner', 'invoice'), 'event_not_found', 'a draft sells nothing');
select test_support.publish(id, 'owner') from event;
select is(test_support.may(name, settlement), case
    when name = 'stranger' then 'not_found'
    when name in ('owner', 'admin') then 'placed'
    when name = 'support' and settlement <> 'complimentary' then 'placed'
    else 'not_allowed'
  end, concat_ws(' ', name, settlement))
from unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as name,
  unnest(array['complimentary', 'cash', 'invoice']) as settlement;
select test_support.throws_slug(
  format($$ select test_support.staff_order('owner', %L, %L, 'cash') $$, e.id, items),
  status, slug, about)
from event as e, type as t, later as l, lateral (values
  ('too many in one order', test_support.cart(t.id, 5), 400, 'quantity_above_maximum'),
  ('outside its window', test_support.cart(l.id, 1), 409, 'sales_not_started'),
  ('nothing', '[]'::jsonb, 400, 'missing_field')
) as c (about, items, status, slug);
select test_support.throws_slug(
  format($$ select test_support.staff_order('owner', %L, %L, %L) $$, e.id,
    test_support.cart(t.id, 1), settlement),
  400, slug, coalesce(settlement, 'none'))
from event as e, type as t, (values
  ('provider', 'invalid_field'), ('free', 'invalid_field'), (null, 'missing_field')
) as c (settlement, slug);
select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select public.create_staff_order() $$, 400, 'missing_field', 'no event');
select test_support.as_operator();

select * from finish();
rollback;
