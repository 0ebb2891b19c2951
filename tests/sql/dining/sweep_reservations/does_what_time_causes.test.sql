-- Options and unpaid reservations end, guests are asked to reconfirm, no-shows are marked and who was
-- seated has left: each when its moment has come, and not a minute before.
begin;
select plan(19);

select test_support.set_clock('2027-01-01 12:00Z');
select test_support.make_user('seller');
create temporary table place as
select o.org_id, test_support.make_restaurant(o.org_id, 'seller') as id
from (select test_support.make_org('Eethuis', 'seller') as org_id) as o;
update dining.tables set max_capacity = 40;
update dining.reservation_settings set options_enabled = true, option_hours = 24;
update dining.policy_sets set reconfirm_enabled = true, reconfirm_required = true,
  reconfirm_hours_before = 48;

-- What time has made of the reservation, with the letter that was written last.
create function test_support.stands(p_reservation jsonb) returns text language sql as $$
  select concat_ws(' ', r.status, r.cancellation_reason, (
    select e.payload ->> 'what'
    from core.outbox_events as e
    where e.aggregate = 'reservation:' || r.id
    order by e.event_id desc
    limit 1))
  from dining.reservations as r
  where r.id = (p_reservation ->> 'reservation_id')::uuid
$$;
create function test_support.at(p_now timestamptz, p_reservation jsonb) returns text
language plpgsql as $$
begin
  perform test_support.set_clock(p_now);
  perform test_support.as_operator();
  while dining.sweep_reservations(1) > 0 loop
  end loop;
  return test_support.stands(p_reservation);
end
$$;
create function test_support.by_phone(p_time time, p_status text) returns jsonb
language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user('seller');
  v_answer := public.create_reservation(
    location_id => (select p.id from place as p), reservation_date => core.clock()::date + 10,
    start_time => p_time, party_size => 2, channel => 'phone',
    guest => '{"last_name": "Bakker", "email": "noor@example.test"}',
    options => jsonb_build_object('status', p_status));
  perform test_support.as_operator();
  return v_answer;
end
$$;
grant select on place to authenticated;

create temporary table option as select test_support.by_phone('18:00', 'option') as r;
select is(test_support.at('2027-01-02 11:59Z', r), 'option option', 'an option stands') from option;
select is(test_support.at('2027-01-02 12:00Z', r), 'cancelled option_expired cancelled',
  'until its deadline') from option;

select test_support.set_clock('2027-01-01 12:00Z');
update dining.policy_sets set payment_type = 'deposit_pp', payment_amount = 10;
create temporary table unpaid as
select test_support.reserve(p.id, '18:00', 'noor') as r from place as p;
select is(test_support.at('2027-01-01 12:14Z', r), 'pending_payment payment', 'there is time to pay')
from unpaid;
select is(test_support.at('2027-01-01 12:15Z', r), 'cancelled payment_timeout cancelled',
  'and no longer') from unpaid;

update dining.policy_sets set payment_type = 'none', payment_amount = null;
select test_support.set_clock('2027-01-01 12:00Z');
create temporary table silent as
select test_support.reserve(p.id, '18:00', 'noor') as r from place as p;
select is(test_support.at('2027-01-09 16:59Z', r), 'confirmed confirmed', 'nobody asked yet')
from silent;
select is(test_support.at('2027-01-09 17:00Z', r), 'confirmed reconfirm', 'asked 48 hours before')
from silent;
select is(test_support.at('2027-01-11 12:59Z', r), 'confirmed reconfirm', 'they may answer')
from silent;
select is(test_support.at('2027-01-11 13:00Z', r), 'cancelled not_reconfirmed cancelled',
  'until four hours before') from silent;

select test_support.set_clock('2027-01-01 12:00Z');
create temporary table missed as
select test_support.reserve(p.id, '18:00', 'noor') as r from place as p;
grant select on missed to public;
select test_support.at('2027-01-10 12:00Z', r) from missed;
select test_support.as_anon();
select public.reconfirm_reservation(r ->> 'public_token') from missed;
select test_support.as_operator();
select is(test_support.at('2027-01-11 17:14Z', r), 'confirmed reconfirm', 'who answered is expected')
from missed;
select is(test_support.at('2027-01-11 17:15Z', r), 'no_show no_show',
  'for a quarter of an hour after their time') from missed;

select test_support.set_clock('2027-01-01 12:00Z');
update dining.policy_sets set reconfirm_required = false;
create temporary table calm as
select test_support.reserve(p.id, '18:00', 'noor') as r from place as p;
grant select on calm to public;
select is(test_support.at('2027-01-11 17:00Z', r), 'confirmed reconfirm',
  'where nothing requires it, silence ends nothing') from calm;
select test_support.as_user('seller');
select is(public.transition_reservation_status((r ->> 'reservation_id')::uuid, 'seated') ->> 'status',
  'seated', 'they came') from calm;
select test_support.as_operator();
select is(test_support.at('2027-01-11 19:59Z', r), 'seated reconfirm', 'they may stay') from calm;
select is(test_support.at('2027-01-11 20:00Z', r), 'completed reconfirm',
  'and count as gone an hour after the end of their stay') from calm;

select is(
  (select array[c.total_visits, c.no_show_count, c.cancel_count]
  from dining.customers as c where c.email = 'noor@example.test'),
  array[1, 1, 3], 'each counted once');
select is(
  (select count(distinct a.id) from dining.reservations as a where a.due_at is not null), 0::bigint,
  'and nothing is due any more');
select is(
  (select array_agg(distinct a.performed_by_type::text)
  from core.audit_log as a
  where a.entity_type = 'reservation' and a.new_value ->> 'status' = 'no_show'),
  array['system'], 'the audit log says that it was nobody');
select is_empty('select * from dining.table_occupancy', 'no table is kept');
select is_empty($$ select * from core.doctor() where promise <> 'messages_are_delivered' $$,
  'and all is well');

select * from finish();
rollback;
