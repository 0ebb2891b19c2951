begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
select is((select t.vat_rate from events.ticket_types as t), 900, 'the rate of a new event');
update events.event_settings set vat_rate = 2100;
create function test_support.vat_of(p_more jsonb) returns integer language plpgsql as $$
declare
  v_id uuid := (select test_support.make_ticket_type(event_id, 'seller', p_more) from sale);
begin
  return (select t.vat_rate from events.ticket_types as t where t.id = v_id);
end
$$;
select is(test_support.vat_of('{}'), 2100, 'that of the settings');
select is(test_support.vat_of('{"vat_rate": null}'), 2100, 'null is left out');
select is(test_support.vat_of('{"vat_rate": 0}'), 0, 'its own');
select is((select min(t.vat_rate) from events.ticket_types as t where t.name = '10 km'), 0,
  'what was there stays');

-- Who may take part.
create function test_support.made(p_more text) returns void language sql as $$
  select test_support.make_ticket_type(event_id, 'seller', p_more::jsonb) from sale
$$;
select lives_ok($$ select test_support.made('{"licence_pattern": "^[0-9]{6}$", "requires_licence":
  true, "min_age": 16, "max_age": 99, "team_min": 2, "team_max": 4}') $$, 'all of it');
select test_support.throws_slug(
  $$ select test_support.made('{"licence_pattern": "^(ab$"}') $$, 400, 'invalid_field',
  'no regular expression');
select test_support.as_operator();
select throws_ok($$ select test_support.made('{"team_min": 2}') $$, '23514', null,
  'a team has both sizes');
select test_support.as_operator();
select throws_ok($$ select test_support.made('{"min_age": 18, "max_age": 17}') $$, '23514', null,
  'nobody is both');
select test_support.as_operator();
select is(
  (select array[t.licence_pattern, t.team_max::text, t.min_age::text]
  from events.ticket_types as t where t.requires_licence),
  array['^[0-9]{6}$', '4', '16'], 'kept');

select * from finish();
rollback;
