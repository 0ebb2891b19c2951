begin;
select plan(52);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table question as select test_support.make_question(id, 'owner') as id from event;
select test_support.publish_waiver(id, 'owner') from event;
select test_support.place_order(e.id, test_support.entries(t.id, jsonb_build_array(
  jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'birth_date', '1990-12-31',
    'answers', jsonb_build_object(q.id, 'M'),
    'waiver', '{"version": 1, "accepted_by": "Anna Vries"}'::jsonb))))
from event as e, type as t, question as q;
create function test_support.sees(p_name text, p_view text) returns boolean language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  execute format('select count(*) from public.%I', p_view) into v_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(
  test_support.sees(name, view), name in ('owner', 'admin', 'support'), concat_ws(' ', name, view))
from unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as name,
  unnest(array['participants', 'registrations', 'registration_answers', 'waiver_acceptances']) as view;
select is(has_table_privilege(r, 'public.' || v, p), false, concat_ws(' ', r, 'may not', p, v))
from unnest(array['authenticated', 'service_role']) as r,
  unnest(array['participants', 'registrations', 'registration_answers', 'waiver_acceptances']) as v,
  unnest(array['insert', 'update', 'delete']) as p;

select * from finish();
rollback;
