-- Where a plan stops sales at a limit, all ticket types of an event share it; it follows the plan,
-- agreements, and whether plans are required at all.
begin;
select plan(33);

update core.settings set value = 'true' where key = 'billing.plans_required';
select test_support.make_user('seller');
select test_support.make_user('admin');
select tenancy.grant_platform_admin('admin@example.test');
create temporary table sale as
select o.id as org_id, test_support.make_event(o.id, 'seller') as event_id
from (select test_support.make_org('Limits', 'seller') as id) as o;
create temporary table tt as
select test_support.make_ticket_type(s.event_id, 'seller', '{"price": 0}') as a,
  test_support.make_ticket_type(s.event_id, 'seller', '{"price": 0, "name": "5 km"}') as b from sale as s;
grant select on sale, tt to anon, authenticated;
create function test_support.buy(p_quantity integer, p_which text default 'a')
returns uuid language plpgsql as $$
declare v_id uuid;
begin
  perform test_support.as_anon();
  v_id := (public.create_order(
    (select event_id from sale), jsonb_build_array(jsonb_build_object(
      'ticket_type_id', (select case p_which when 'a' then a else b end from tt),
      'quantity', p_quantity)), 'vera@example.test') ->> 'order_id')::uuid;
  perform test_support.as_operator();
  return v_id;
exception when others then
  perform test_support.as_operator();
  raise;
end
$$;
-- capacity and what is left of the plan's limit
create function test_support.pool()
returns text language sql as $$
  select format('%s %s', nullif(p.capacity, 1000000000), case when p.capacity < 1000000000
    then events.remaining_capacity(p.org_id, p.id)::text end)
  from events.capacity_pools as p join sale as s on p.org_id = s.org_id and p.id = s.event_id
$$;
create function test_support.sweep()
returns integer language sql as $$
  select events.sweep_plan_limits(1000)
$$;
create function test_support.agree(p_limit integer, p_overage integer default null)
returns void language plpgsql as $$
declare v_org_id uuid := (select org_id from sale);
begin
  perform test_support.as_user('admin');
  perform public.set_plan_override(v_org_id, p_limit, null, p_overage, 'Test');
  perform test_support.as_operator();
  perform test_support.sweep();
end
$$;

insert into billing.subscriptions (org_id, plan, status) select org_id, 'NON_PROFIT', 'active' from sale;
insert into billing.verifications (org_id, kvk_number, status) select org_id, '12345678', 'pending' from sale;
update billing.verifications as v set status = 'verified', verified_at = core.clock() from sale as s where v.org_id = s.org_id;
select is(test_support.pool(), null, 'a draft has no limit');
select test_support.publish(event_id, 'seller') from sale;
select is(test_support.pool(), '500 500', 'publishing makes it');
select is(
  (select count(*) from events.ticket_type_pools as m join sale as s on m.pool_id = s.event_id), 2::bigint,
  'all ticket types draw on it');
select test_support.agree(5);
select is(test_support.pool(), '5 5', 'an agreement counts');
select test_support.buy(2);
select test_support.buy(1, 'b');
select is(test_support.pool(), '5 2', 'orders of any ticket type take from it');
select test_support.throws_slug('select test_support.buy(3)', 409, 'plan_limit_reached', 'no more than the plan allows');
select test_support.buy(2, 'b');
select test_support.throws_slug('select test_support.buy(1)', 409, 'plan_limit_reached', 'to the last one');
select test_support.as_anon();
select test_support.throws_slug(format(
  'select public.validate_checkout_capacity(%L, %L)', event_id,
  jsonb_build_array(jsonb_build_object('ticket_type_id', a, 'quantity', 1))),
  409, 'plan_limit_reached', 'a cart is told before') from sale, tt;
select test_support.as_user('seller');
select is(public.can_sell_tickets(event_id, 1) - array['overage_fee', 'currency', 'tickets_sold'],
  '{"allowed": false, "quantity": 1, "plan": "NON_PROFIT", "limit_period": "event", "ticket_limit": 5, "remaining": 0, "is_overage_allowed": false, "overage_tickets": 0, "overage_amount": 0}',
  'and so is staff') from sale;
-- A limit of its own that staff cannot touch.
select test_support.throws_slug(format('update public.capacity_pools set capacity = 9 where id = %L', event_id),
  409, 'pool_is_not_shared', 'staff does not change the limit') from sale;
select test_support.throws_slug(format('delete from public.ticket_type_pools where pool_id = %L', event_id),
  409, 'plan_limit_stays', 'nor takes a ticket type off it') from sale;
select test_support.as_operator();
create temporary table late as select test_support.make_ticket_type(event_id, 'seller', '{"name": "1 km"}') as id from sale;
select is(
  (select count(*) from events.ticket_type_pools as m join sale as s on m.pool_id = s.event_id), 3::bigint,
  'a new ticket type draws on it too');
select is((public.get_event(event_id) -> 'ticket_types' -> 0 ->> 'state'), 'sold_out',
  'visitors see that it is sold out') from sale;

-- More or less of it.
select test_support.agree(7);
select is(test_support.pool(), '7 2', 'a higher limit opens the sale');
select test_support.buy(1);
select test_support.agree(3);
select is(test_support.pool(), '6 0', 'a lower one takes nothing back');
select is((select count(*) from billing.limit_changes as c join sale as s on s.org_id = c.org_id), 1::bigint,
  'and is looked at again');
update billing.limit_changes set due_at = core.clock();
select events.release_capacity(org_id, event_id, 2) from sale;
select test_support.sweep();
select is(test_support.pool(), '4 0', 'what comes back is not sold again');
select events.release_capacity(org_id, event_id, 2) from sale;
update billing.limit_changes set due_at = core.clock();
select test_support.sweep();
select is(test_support.pool(), '3 1', 'until it fits');
select is((select count(*) from billing.limit_changes as c join sale as s on s.org_id = c.org_id), 0::bigint,
  'and is left alone then');

-- Overage, another plan, none, and none required.
select test_support.agree(3, 4);
select is(test_support.pool(), ' ', 'where overage is agreed sales go on');
select test_support.buy(2);
select test_support.as_user('seller');
select is((public.can_sell_tickets(event_id, 10) ->> 'overage_tickets')::integer, 10,
  'and staff is told what more would cost') from sale;
select is((public.can_sell_tickets(event_id, 10) ->> 'overage_amount')::integer, 40, 'in cents') from sale;
select test_support.as_operator();
select test_support.agree(null);
select is(split_part(test_support.pool(), ' ', 1), '500', 'the plan''s limit again');
update billing.plans set ticket_limit = 400 where plan = 'NON_PROFIT';
select test_support.sweep();
select is(split_part(test_support.pool(), ' ', 1), '400', 'which operators may change');
delete from billing.subscriptions as s using sale where s.org_id = sale.org_id;
select test_support.sweep();
select is(split_part(test_support.pool(), ' ', 2), '0', 'without a plan nothing more is sold');
select test_support.throws_slug('select test_support.buy(1)', 409, 'plan_limit_reached', 'at all');
insert into billing.subscriptions (org_id, plan, status) select org_id, 'PRO_ORGANIZER', 'active' from sale;
select test_support.sweep();
select is(test_support.pool(), ' ', 'with a larger plan it goes on');
update billing.subscriptions as s set plan = 'NON_PROFIT' from sale where s.org_id = sale.org_id;
select test_support.sweep();
select is(split_part(test_support.pool(), ' ', 1), '400', 'a smaller one counts again');
update core.settings set value = 'false' where key = 'billing.plans_required';
select test_support.sweep();
select is(test_support.pool(), ' ', 'nothing is limited where no plans are required');
select lives_ok('select test_support.buy(1)', 'and everything is sold');
select is((select string_agg(problem, ', ') from sales.promise_capacity as p join sale as s on s.org_id = p.org_id
  where problem <> 'capacity is not what is left plus what is claimed'), null, 'claims agree with each other');

-- A copy of the event is a draft without a limit of its own, and can be published like any other.
select test_support.as_user('seller');
create temporary table copy as
select (public.duplicate_event(event_id, (core.clock() + interval '60 days')) ->> 'event_id')::uuid as id from sale;
select test_support.as_operator();
select is((select p.capacity from events.capacity_pools as p join copy as c on p.id = c.id), 1000000000,
  'a copy begins without a limit');
select is(
  (select count(*) from events.ticket_type_pools as m join copy as c on m.pool_id = c.id), 3::bigint,
  'that its ticket types draw on');

select * from finish();
rollback;
