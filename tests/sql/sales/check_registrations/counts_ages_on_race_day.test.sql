begin;
select plan(10);

create temporary table sale as
select * from test_support.make_sale('{"min_age": 18, "max_age": 39}');
-- Half past eleven in the evening of 14 June in Amsterdam; the 15th in some other places.
select test_support.change_rows('seller', 'events', 'id', event_id, jsonb_build_object(
  'starts_at', date_trunc('year', core.clock()) + interval '1 year 5 months 13 days 21:30',
  'ends_at', date_trunc('year', core.clock()) + interval '1 year 5 months 14 days')) from sale;
create function test_support.born(p_years integer, p_days integer) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'birth_date',
      ((date_trunc('year', core.clock()) + interval '1 year 5 months 13 days')
        - make_interval(years => p_years) + make_interval(days => p_days))::date))))
  from sale
$$;
select is((starts_at at time zone time_zone)::time, '23:30', 'late in the evening')
from events.events where id = (select event_id from sale);
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1', 'ages are not known without people') from sale;
select is(test_support.told_of(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Anna", "last_name": "Vries"}]')),
  'profile_field_missing 1/1 birth_date', 'nor without a date of birth') from sale;
select is(test_support.born(18, 0), 'fine', 'eighteen on the day');
select is(test_support.born(18, 1), 'too_young 1/1 birth_date', 'eighteen a day later');
select is(test_support.born(40, 1), 'fine', 'forty a day later');
select is(test_support.born(40, 0), 'too_old 1/1 birth_date', 'forty on the day');
select is(test_support.born(0, -300), 'too_young 1/1 birth_date', 'a baby');
select matches(
  (select jsonb_pretty(to_jsonb(e)) from sale as s join events.events as v on v.id = s.event_id,
    unnest(sales.check_registrations(v, test_support.entries(s.ticket_type_id, '[
      {"first_name": "Anna", "last_name": "Vries", "birth_date": "2000-06-14"}]'))) as e),
  '"age": \d\d', 'the age is kept');

-- Moving the event moves the day.
select test_support.change_rows('seller', 'events', 'id', event_id, jsonb_build_object(
  'starts_at', date_trunc('year', core.clock()) + interval '1 year 5 months 14 days 9 hours',
  'ends_at', date_trunc('year', core.clock()) + interval '1 year 5 months 15 days')) from sale;
select is(test_support.born(18, 1), 'fine', 'the event moved to the birthday');

select * from finish();
rollback;
