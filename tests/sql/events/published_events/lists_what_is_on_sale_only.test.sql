begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
create temporary table more as
select title, test_support.make_event(org_id, 'seller', jsonb_build_object('title', title)) as id
from sale, unnest(array['Draft', 'Deleted', 'Cancelled', 'Closed']) as title;
select test_support.make_ticket_type(id, 'seller') from more;
select test_support.publish(id, 'seller') from more where title in ('Cancelled', 'Closed');
update events.events set deleted_at = now() where title = 'Deleted';
select test_support.sign_in('seller');
select public.cancel_event(id) from more where title = 'Cancelled';
select public.close_event(id) from more where title = 'Closed';

select test_support.as_anon();
select results_eq('select title from public.published_events', array['City Run'], 'for a visitor');
select throws_ok('select 1 from public.' || v, '42501', null, 'visitors see no ' || v)
from unnest(array['events', 'ticket_types']) as v;
select test_support.as_operator();
select test_support.make_user('anna');
select test_support.as_user('anna');
select results_eq('select title from public.published_events', array['City Run'], 'for a user');
select results_eq('select title from public.events', array['City Run'],
  'also of the events themselves');
select is_empty('select 1 from public.ticket_types', 'and no ticket types');
select columns_are('public', 'published_events', array[
  'id', 'org_id', 'title', 'slug', 'sport', 'location_name', 'location_address', 'time_zone',
  'starts_at', 'ends_at'], 'no internals');

select * from finish();
rollback;
