-- What the platform takes: a rate by the first rule that has an opinion, within the provider's limits.
begin;
select plan(17);

create temporary table org as select core.new_id() as id, core.new_id() as event_id;
create function test_support.fee(p_amount integer, p_paid integer, p_currency text default 'EUR')
returns text language sql as $$
  select f.basis_points || ': ' || f.fee
  from org as o
  cross join lateral payments.application_fee(o.id, o.event_id, p_amount, p_paid, p_currency) as f
$$;

select is(test_support.fee(2500, 2500), '200: 50', 'two per cent, as the platform is set');
select is(test_support.fee(2500, 2650), '200: 50', 'of what the fee is reckoned on, not of all');
select is(test_support.fee(2524, 2524), '200: 50', '50.48 cents are 50');
select is(test_support.fee(2525, 2525), '200: 51', 'half a cent is one');
select is(test_support.fee(24, 2500), '200: 0', 'less than half a cent is nothing');
select is(test_support.fee(0, 100), '200: 0', 'of nothing comes nothing');
select is(test_support.fee(2500, 2500, 'USD'), '200: 0', 'other currencies have none');

update core.settings set value = '10000' where key = 'payments.fee_basis_points';
select is(test_support.fee(1000, 1000), '10000: 905', 'the provider''s own example: 9.05 of 10.00');
select is(test_support.fee(100, 100), '10000: 59', '0.59 of 1.00');
select is(test_support.fee(38, 38), '10000: 0', 'of 0.38 nothing is left');
select is(test_support.fee(39, 39), '10000: 1', 'of 0.39 one cent');
select is(test_support.fee(1, 1), '10000: 0', 'and never less than nothing');

create function test_support.no_opinion(uuid, uuid) returns integer language sql as 'select null::integer';
create function test_support.by_event(uuid, p_event_id uuid) returns integer language sql as $$
  select 400 from org where event_id = p_event_id
$$;
create function test_support.too_late(uuid, uuid) returns integer language sql as 'select 900';
insert into payments.fee_rules (name, function, position, description) values
  ('last', 'test_support.too_late', 3, 'x'),
  ('first', 'test_support.no_opinion', 1, 'x'),
  ('second', 'test_support.by_event', 2, 'x');
select is(test_support.fee(2500, 2500), '400: 100', 'the first rule with an opinion wins');
delete from payments.fee_rules where name = 'second';
select is(test_support.fee(2500, 2500), '900: 225', 'then the next');
delete from payments.fee_rules where name = 'last';
update core.settings set value = '200' where key = 'payments.fee_basis_points';
select is(test_support.fee(2500, 2500), '200: 50', 'and without any the setting');
select throws_ok(
  $$ insert into payments.fee_rules values ('x', 'no_schema', 4, 'x') $$, '23514', null,
  'a rule names its function in full');
select throws_ok(
  $$ insert into payments.fee_rules values ('x', 'a.b', 1, 'x') $$, '23505', null,
  'no two rules come at the same time');

select * from finish();
rollback;
