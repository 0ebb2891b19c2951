begin;
select plan(60);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table late as select test_support.place_order(e.id,
  test_support.cart(t.id, 1)) as o from event as e, type as t;
create temporary table paying as select test_support.open_payment(o) as id from late;
select test_support.report(id, 'paid', '{"mode": "live"}') from paying;
create temporary table cancelled as select test_support.place_order(e.id,
  test_support.cart(t.id, 1)) as o from event as e, type as t;
create temporary table second as select test_support.open_payment(o) as id from cancelled;
select test_support.sign_in('owner');
select public.cancel_event(id) from event;
select test_support.report(id, 'paid') from second;
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
select is(test_support.sees(name, view), name in ('owner', 'admin', 'finance'),
  concat_ws(' ', name, view))
from unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as name,
  unnest(array['payments', 'payment_events', 'payments_in_review', 'refunds']) as view;
select is(has_table_privilege(r, 'public.' || v, p), false, concat_ws(' ', r, 'may not', p, v))
from unnest(array['authenticated', 'service_role']) as r,
  unnest(array['payments', 'payment_events', 'payments_in_review', 'refunds']) as v,
  unnest(array['insert', 'update', 'delete', 'truncate']) as p;

select * from finish();
rollback;
