begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
create temporary table other as select test_support.make_ticket_type(event_id, 'seller') as id from sale;
create temporary table things (name text, id uuid default core.new_id());
insert into things (name)
values ('shirt'), ('M'), ('parking'), ('engraving'), ('deposit'), ('gone'), ('other shirt');
create function test_support.thing(p_name text) returns jsonb language sql as $$
  select jsonb_build_object('product_id', t.id) from things as t where t.name = p_name
$$;
insert into events.products (
  org_id, id, event_id, ticket_type_id, name, price, scope, capacity, max_quantity, is_active,
  personalisation_label, personalisation_max_length
)
select
  org_id, t.id, event_id, case t.name when 'other shirt' then other.id end, t.name, 1000,
  case t.name when 'parking' then 'order' else 'ticket' end::events.product_scope,
  case t.name when 'shirt' then 2 end, 2, t.name <> 'gone',
  case t.name when 'engraving' then 'Name' end, case t.name when 'engraving' then 5 end
from sale, other, things as t
where t.name not in ('M', 'deposit');
insert into events.product_variants (org_id, id, product_id, name, capacity)
select org_id, t.id, s.id, 'M', 1 from sale, things as t, things as s
where t.name = 'M' and s.name = 'shirt';
grant select on sale, other, things to public;

create function test_support.refused(p_products jsonb, p_more jsonb default '[]') returns text
language plpgsql as $$
declare
  v_detail text;
begin
  perform sales.validate_checkout_capacity(s.event_id, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', s.ticket_type_id, 'quantity', 1, 'registrations', jsonb_build_array(
      jsonb_build_object('first_name', 'A', 'last_name', 'B', 'products', p_products)))) || p_more)
  from sale as s;
  return 'fine';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', right(sqlstate, 3), v_detail::jsonb ->> 'code', v_detail::jsonb ->> 'line',
    v_detail::jsonb ->> 'position');
end
$$;
create temporary view m as
select test_support.thing('shirt') || jsonb_build_object('variant_id', t.id) as shirt
from things as t where t.name = 'M';

select is(test_support.refused(jsonb_build_array(wrong)), wanted, wanted || ' ' || note)
from (values
  (test_support.thing('shirt'), '400 variant_missing 1 1', 'with a size to choose'),
  (test_support.thing('shirt') || '{"variant_id": "00000000-0000-7000-8000-000000000001"}',
    '404 variant_not_found 1 1', 'of no size'),
  (test_support.thing('engraving'), '400 personalisation_missing 1 1', 'without a name'),
  (test_support.thing('engraving') || '{"personalisation": "Maximilian"}', '400 invalid_field 1 1',
    'too long'),
  (test_support.thing('gone'), '404 product_not_found 1 1', 'no longer sold'),
  ('{"product_id": "00000000-0000-7000-8000-000000000001"}', '404 product_not_found 1 1', 'of nobody'),
  (test_support.thing('parking'), '400 product_not_for_this 1 1', 'of an order, with a ticket'),
  (test_support.thing('other shirt'), '400 product_not_for_this 1 1', 'of another ticket type')
) as c (wrong, wanted, note);
select is(test_support.refused(jsonb_build_array(shirt || '{"quantity": 2}')),
  '409 product_sold_out 1', 'more than there are of a size') from m;
select is(test_support.refused(jsonb_build_array(shirt || '{"quantity": 3}')),
  '400 quantity_above_maximum 1 1', 'more than one ticket may have') from m;
select is(test_support.refused(jsonb_build_array(shirt || '{"unit_amount": 900}')),
  '409 price_changed 1 1', 'at a price of yesterday') from m;
select is(test_support.refused('[]', jsonb_build_array(test_support.thing('parking') || '{"quantity": 3}')),
  '400 quantity_above_maximum', 'more than one order may have');
update events.products set is_required = true where name = 'engraving';
select is(test_support.refused('[]'), '400 product_missing 1 1', 'one that goes with every ticket');

select * from finish();
rollback;
