-- The checklist of an event, and that publishing is refused with exactly what is not done on it.
begin;
select plan(29);

select test_support.make_staffed_org();
select test_support.make_user('admin_');
select tenancy.grant_platform_admin('admin_@example.test');
create temporary table sale as
select m.org_id, test_support.add_row('owner', 'events', jsonb_build_object(
  'org_id', m.org_id, 'title', 'Run', 'starts_at', core.clock() + interval '30 days',
  'ends_at', core.clock() + interval '31 days')) as event_id
from tenancy.org_members as m where m.user_id = test_support.user_id('owner');
grant select on sale to authenticated, service_role;
-- The items that are not done, and what publishing says.
create function test_support.todo()
returns text language plpgsql as $$
declare v_list jsonb; v_said text := 'published'; v_items text; v_open text; v_detail jsonb; v_text text;
begin
  perform test_support.as_user('owner');
  v_list := public.publish_checklist((select event_id from sale));
  select string_agg(i ->> 'item' || case when (i ->> 'done')::boolean then '' else '!' end, ' ' order by n)
  into v_items from jsonb_array_elements(v_list -> 'items') with ordinality as x (i, n);
  begin
    perform public.publish_event((select event_id from sale));
    raise sqlstate 'EN002';
  exception
    when sqlstate 'EN002' then null;
    when others then
    get stacked diagnostics v_text = pg_exception_detail;
    v_detail := v_text::jsonb;
    v_said := v_detail ->> 'code';
    if v_detail -> 'checklist' <> v_list -> 'items' then v_said := 'another list'; end if;
    if (v_list ->> 'ready')::boolean then v_said := 'but ready'; end if;
  end;
  perform test_support.as_operator();
  return v_items || ': ' || v_said;
end
$$;

select is(test_support.todo(), 'event!: event_incomplete', 'a bare draft');
create temporary table tt as select test_support.make_ticket_type(event_id, 'owner') as id from sale;
grant select on tt to authenticated;
select is(test_support.todo(), 'event! payments: event_incomplete', 'what costs something has to be paid somewhere');
select test_support.as_user('owner');
update public.events set location_name = 'Utrecht' where id = (select event_id from sale);
select test_support.as_operator();
select is(test_support.todo(), 'event payments: published', 'where no plan is required that is all');
update core.settings set value = '"own"' where key = 'payments.accounts';
select is(test_support.todo(), 'event payments!: publishing_blocked', 'without an account nobody can pay');
select test_support.as_user('owner');
update public.ticket_types set price = 0 where id = (select id from tt);
select test_support.as_operator();
select is(test_support.todo(), 'event: published', 'free tickets need none');
create temporary table product as select test_support.add_row('owner', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'price', 1500)) as id from sale;
select is(test_support.todo(), 'event payments!: publishing_blocked', 'a product does');
update core.settings set value = '"platform"' where key = 'payments.accounts';

-- What plans ask.
update core.settings set value = 'true' where key = 'billing.plans_required';
select is(test_support.todo(), 'event payments plan!: publishing_blocked', 'a plan has to be chosen');
insert into billing.subscriptions (org_id, plan, status) select org_id, 'ORGANIZER', 'trialing' from sale;
select is(test_support.todo(), 'event payments plan!: publishing_blocked', 'and paid');
delete from billing.subscriptions as s using sale where s.org_id = sale.org_id;
insert into billing.subscriptions (org_id, plan, status, current_period_start, current_period_end)
select org_id, 'ORGANIZER', 'active', core.clock(), core.clock() + interval '1 month' from sale;
select is(test_support.todo(), 'event payments plan: published', 'that is all for an organizer');
delete from billing.subscriptions as s using sale where s.org_id = sale.org_id;
insert into billing.subscriptions (org_id, plan, status) select org_id, 'PAY_PER_EVENT', 'active' from sale;
select is(test_support.todo(), 'event payments plan active_events purchase!: publishing_blocked', 'an event that is paid by itself');
delete from billing.subscriptions as s using sale where s.org_id = sale.org_id;
insert into billing.subscriptions (org_id, plan, status) select org_id, 'NON_PROFIT', 'active' from sale;
select is(test_support.todo(), 'event payments plan active_events verification!: publishing_blocked', 'a non-profit is verified first');

-- Verification.
select test_support.as_user('owner');
select test_support.throws_slug(format('select public.submit_verification(%L, ''1234567'')', org_id), 400, 'invalid_field', '8 digits') from sale;
select is(public.submit_verification(org_id, '1234 56.78') ->> 'status', 'pending', 'asked for') from sale;
select is(public.submit_verification(org_id, '12345678') ->> 'status', 'pending', 'twice is once') from sale;
select test_support.as_service();
select is(public.companies_to_look_up() @> jsonb_build_array(jsonb_build_object('org_id', org_id, 'kvk_number', '12345678')), true,
  'adapters of a register find it') from sale;
select is(public.note_company(org_id, '12345678', '{"name": "Stichting"}'), true, 'and answer') from sale;
select is(public.note_company(org_id, '87654321', '{"name": "BV"}'), false, 'only about the number that was sent') from sale;
select test_support.as_user('admin_');
select is((select q ->> 'kvk_number' || (q -> 'registry' ->> 'name') from jsonb_array_elements(public.verification_queue()) as q
  where q ->> 'org_id' = org_id::text), '12345678Stichting', 'the queue has it, with what the register says') from sale;
select test_support.throws_slug(format('select public.decide_verification(%L, false)', org_id), 400, 'missing_field', 'no rejection without a reason') from sale;
select is(public.decide_verification(org_id, false, 'It is a company') ->> 'status', 'rejected', 'rejected') from sale;
select test_support.as_operator();
select is(test_support.todo(), 'event payments plan active_events verification!: publishing_blocked', 'a rejection blocks publishing');
select test_support.as_user('owner');
select test_support.throws_slug(format('select public.submit_verification(%L, ''12345678'')', org_id), 409, 'verification_closed', 'the same again is no appeal') from sale;
select is(public.submit_verification(org_id, '12345678', 'We are a foundation') ->> 'status', 'pending', 'an appeal is') from sale;
select test_support.as_user('admin_');
select is(public.decide_verification(org_id, true, null) ->> 'status', 'verified', 'verified') from sale;
select is(public.decide_verification(org_id, true, null) ->> 'status', 'verified', 'twice is once') from sale;
select test_support.as_operator();
select is(
  (select array_agg(e.payload ->> 'news' order by e.event_id) from core.outbox_events as e join sale as s on s.org_id = e.org_id
    where e.topic = 'email.verification'), array['rejected', 'verified'], 'the org was told of both, once');
select is(test_support.todo(), 'event payments plan active_events verification: published', 'and may publish');

-- So many events at once.
select test_support.publish(event_id, 'owner') from sale;
update sale set event_id = test_support.make_event(org_id, 'owner', '{"title": "Other"}');
select test_support.make_ticket_type(event_id, 'owner', '{"price": 0}') from sale;
select is(test_support.todo(), 'event plan active_events! verification: publishing_blocked', 'one event at a time');
select test_support.as_user('owner');
select is(public.can_create_event(org_id), '{"allowed": false, "active_events": 1, "max_active_events": 1, "plan": "NON_PROFIT"}', 'which can be asked before') from sale;

select * from finish();
rollback;
