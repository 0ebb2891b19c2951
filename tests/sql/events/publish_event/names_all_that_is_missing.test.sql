begin;
select plan(8);

select test_support.make_user('seller');
create temporary table org as select test_support.make_org('Sale org', 'seller') as id;
create function test_support.missing(p_event_id uuid) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.sign_in('seller');
  perform public.publish_event(p_event_id);
  return null;
exception when sqlstate 'PT422' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb ->> 'missing';
end
$$;
create temporary table event as
select test_support.make_event(id, 'seller',
  '{"starts_at": null, "ends_at": null, "location_name": null}') as id from org;
select is(
  test_support.missing(id), 'start and end, a location, an active ticket type', 'all at once')
    from event;
update events.events set location_name = 'Utrecht', starts_at = now() - interval '1 hour',
  ends_at = now() + interval '1 hour';
select is(
  test_support.missing(id), 'a start in the future, an active ticket type',
  'what has begun is not published')
from event;
update events.events set starts_at = now() + interval '30 minutes';
create temporary table type as
select test_support.make_ticket_type(id, 'seller', '{"is_active": false}') as id from event;
select is(test_support.missing(id), 'an active ticket type', 'an inactive one does not count')
from event;
update events.ticket_types set is_active = true, deleted_at = now();
select is(test_support.missing(id), 'an active ticket type', 'nor a deleted one') from event;
update events.ticket_types set deleted_at = null;
select is(test_support.missing(id), null, 'complete') from event;
select results_eq(
  'select status::text, published_at from events.events', $$ values ('published', core.clock()) $$,
  'published');
select test_support.set_clock(now() + interval '10 minutes');
select is(test_support.missing(id), null, 'a repeat is no error') from event;
select is((select published_at from events.events), now(), 'and changes nothing');

select * from finish();
rollback;
