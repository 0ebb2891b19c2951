begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
create temporary table type as
select t.name, test_support.make_ticket_type(event_id, 'seller',
  jsonb_build_object('name', t.name, 'sort_order', n) || more) as id
from sale, (values
  (1, 'Full', '{"capacity": 0, "price": 3000}'::jsonb), (2, 'Kids', '{"max_age": 12, "price": 0}'),
  (3, 'Elite', '{"requires_licence": true, "price": 4000}'), (4, 'Short', '{"price": 1000}'),
  (5, 'Relay', '{"team_min": 2, "team_max": 3}'),
  (6, 'Later', jsonb_build_object('sales_start', core.clock() + interval '1 day'))
) as t (n, name, more);
create temporary table wave as
select w.name, test_support.make_wave(ticket_type_id, 'seller',
  jsonb_build_object('name', w.name, 'capacity', capacity)) as id
from sale, (values ('A', 5), ('B', 0)) as w (name, capacity);
create temporary table bought as
select test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Rita', 'last_name', 'Runner', 'birth_date', '1990-01-01',
    'wave_id', wave.id)))) as o from sale, wave where wave.name = 'A';
create function test_support.options() returns jsonb language plpgsql as $$
declare v_answer jsonb; v_id uuid; v_token text;
begin
  select test_support.ticket_of(o), o ->> 'public_token' into v_id, v_token from bought;
  perform test_support.as_anon();
  v_answer := public.swap_options(v_id, v_token);
  perform test_support.as_operator();
  return v_answer;
end $$;

select is(test_support.options() -> 'swap',
  '{"reason": "swaps_not_allowed", "event": null, "options": []}', 'not where they are not allowed');
select test_support.allow_changes(event_id, '{"swap_fee": 250, "swap_refunds_difference": true}')
from sale;
create temporary table told as select test_support.options() as j;
select is(j - '{swap,deferral,ticket_instance_id}'::text[], jsonb_build_object(
  'ticket_type_id', ticket_type_id, 'wave_id', wave.id, 'paid_amount', 2500, 'currency', 'EUR'),
  'what one has') from told, sale, wave where name = 'A';
select is(j #>> '{deferral,reason}', 'deferrals_not_allowed', 'deferrals are told apart') from told;
create function test_support.option(p_name text) returns jsonb language sql as $$
  select x - '{ticket_type_id,name,message,waves}'::text[]
  from told, jsonb_array_elements(j #> '{swap,options}') as x where x ->> 'name' = p_name
$$;
select is((select array_agg(x ->> 'name') from told, jsonb_array_elements(j #> '{swap,options}') as x),
  array['10 km', 'Full', 'Kids', 'Elite', 'Short', 'Later'], 'no teams');
select is(test_support.option('10 km'), '{"is_current": true, "price": null, "fee_amount": 0,
  "to_pay": 0, "paid_back": 0, "reason": "wave_full", "needs": null}', 'no other wave has room');
select is((select jsonb_agg(w - '{wave_id,starts_at}'::text[])
  from told, jsonb_array_elements(j #> '{swap,options,0,waves}') as w),
  '[{"name": "A", "is_current": true, "is_full": false},
    {"name": "B", "is_current": false, "is_full": true}]', 'as the waves say');
select is(test_support.option('Full'), '{"is_current": false, "price": 3000, "fee_amount": 250,
  "to_pay": 750, "paid_back": 0, "reason": "sold_out", "needs": null}', 'sold out');
select is(test_support.option('Kids') ->> 'reason', 'too_old', 'too old');
select is(test_support.option('Elite'), '{"is_current": false, "price": 4000, "fee_amount": 250,
  "to_pay": 1750, "paid_back": 0, "reason": null, "needs": {"code": "licence_missing",
  "field": "licence_number", "ticket_type": "Elite"}}', 'it needs a licence');
select is(test_support.option('Short'), '{"is_current": false, "price": 1000, "fee_amount": 250,
  "to_pay": 0, "paid_back": 1250, "reason": null, "needs": null}', 'something comes back');
select is(test_support.option('Later') ->> 'reason', 'sales_not_started', 'not yet');

select test_support.change_rows('seller', 'waves', 'id', id, '{"capacity": 3}')
from wave where name = 'B';
select is(test_support.options() #>> '{swap,options,0,reason}', null, 'another wave has room');
update sales.ticket_instances set status = 'used', used_at = core.clock();
select is(test_support.options() -> 'swap',
  '{"reason": "ticket_not_changeable", "event": null, "options": []}', 'a used ticket is not');
select test_support.throws_slug(format(
  'select public.swap_options(%L, %L)', test_support.ticket_of(o), 'x'), 404, 'not_found',
  'nor is another''s') from bought;

select * from finish();
rollback;
