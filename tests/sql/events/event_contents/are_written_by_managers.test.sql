-- The texts, questions and images of a page: by owners and admins, for their own events only.
begin;
select plan(39);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table theirs as
select test_support.make_event(o.id, 'stranger') as id, o.id as org_id from tenancy.orgs as o
where o.name = 'Other org';
create temporary table rows (view text, more jsonb);
insert into rows values
  ('event_contents', '{"language": "nl", "title": "Stadsloop"}'),
  ('faq_entries', '{"language": "nl", "question": "Waar?", "answer": "Hier."}'),
  ('event_images', '{"reference": "events/start.jpg"}');
grant select on org, event, theirs, rows to public;
create function test_support.makes(
  p_name text, p_view text, p_event_id uuid, p_org_id uuid, p_more jsonb default '{}'
) returns text language plpgsql as $$
declare
  v_row jsonb := jsonb_build_object('org_id', p_org_id, 'event_id', p_event_id)
    || (select r.more from rows as r where r.view = p_view) || p_more;
begin
  perform test_support.as_user(p_name);
  execute format(
    'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
    p_view, (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(v_row) as k))
  using v_row;
  perform test_support.as_operator();
  return 'made';
exception when others then
  return sqlstate;
end
$$;
select is(
  test_support.makes(name, view, event.id, org.id,
    case when view = 'event_contents' and name = 'admin'
      then '{"language": "en"}' else '{}' end::jsonb),
  case when name in ('owner', 'admin') then 'made' else '42501' end, format('%s, %s', name, view))
from event, org, rows as r (view),
  unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as name;
select test_support.as_operator();
select is(test_support.makes('owner', view, theirs.id, org.id, '{}'), '23503',
  view || ': not for another org''s event')
from rows, org, theirs;
select is(test_support.makes('owner', view, theirs.id, theirs.org_id, '{}'), '42501',
  view || ': nor in its name')
from rows, theirs;

-- What is deleted is gone for everybody.
select test_support.as_user('admin');
update public.faq_entries set deleted_at = now();
update public.event_images set deleted_at = now();
select is_empty('select 1 from public.faq_entries', 'deleted entries');
select is_empty('select 1 from public.event_images', 'deleted images');
select throws_ok('delete from public.faq_entries', '42501', null, 'rows are never removed');
select test_support.as_operator();
select is((select count(*) from events.faq_entries), 2::bigint, 'but kept');

select is(test_support.makes('owner', 'event_images', event.id, org.id,
  jsonb_build_object('reference', reference)), wanted, reference)
from event, org, (values
  ('https://example.test/a.jpg?w=10', 'made'),
  ('a b/ü.jpg', 'made'),
  ('javascript:alert(1)', '23514'),
  ('http://example.test/a.jpg', '23514'),
  ('../a.jpg', '23514'),
  ('/etc/passwd', '23514'),
  ('a"onerror=', '23514'),
  (' ', '23514')
) as c (reference, wanted);

select * from finish();
rollback;
