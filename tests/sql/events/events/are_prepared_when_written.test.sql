begin;
select plan(11);

select test_support.make_user('seller');
create temporary table org as select test_support.make_org('Sale org', 'seller') as id;
grant select on org to public;
create function test_support.make(p_more jsonb) returns events.events language plpgsql as $$
declare
  v_id uuid := test_support.make_event((select o.id from org as o), 'seller', p_more);
begin
  return (select e from events.events as e where e.id = v_id);
end
$$;
select is((test_support.make('{"title": "Zoë''s Cïty Run 2027"}')).slug, 'zoe-s-city-run-2027',
  'the slug comes from the title');
select is((test_support.make('{"title": "Zoë''s Cïty Run 2027"}')).slug, 'zoe-s-city-run-2027-2',
  'the second gets a number');
select is((test_support.make('{"title": "走る"}')).slug, 'event', 'a title without letters for it');
select is((test_support.make('{"title": "X", "slug": "own-choice"}')).slug, 'own-choice',
  'one can choose it');
select is((test_support.make('{"title": "  Run  "}')).title, 'Run', 'blanks around the title go');
select test_support.throws_slug(
  format('select test_support.make(%L)', more), 400, slug, about)
from (values
  ('{"title": " "}', 'missing_field', 'no title'),
  ('{"title": "a\u0007b"}', 'invalid_field', 'control characters'),
  ('{"time_zone": "CET"}', 'invalid_field', 'a time zone without summer time')
) as c (more, slug, about);
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L)', more), code, null, about)
from (values
  ('{"slug": "own-choice"}', '23505', 'a slug that the org has'),
  ('{"slug": "Not A Slug"}', '23514', 'a slug that does not fit into an address'),
  ('{"starts_at": "2027-01-02T00:00Z", "ends_at": "2027-01-01T00:00Z"}', '23514',
    'an end before the start')
) as c (more, code, about);

select * from finish();
rollback;
