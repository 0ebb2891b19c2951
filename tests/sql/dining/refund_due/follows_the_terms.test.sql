-- What of a deposit goes back: all of it until the limit, that moment included, then the share of
-- the terms, half a cent up; and what staff decide instead.
begin;
select plan(11);

select test_support.set_clock('2027-01-01 12:00Z');
select test_support.make_user('seller');
create temporary table place as
select test_support.make_restaurant(
  o.org_id, 'seller', '{"payment_type": "deposit_pp", "payment_amount": 12.51}') as id
from (select test_support.make_org('Eethuis', 'seller') as org_id) as o;
update dining.tables set max_capacity = 40;
update dining.policy_sets set cancel_free_hours = 24, cancel_refund_pct = 25;

create function test_support.paid() returns jsonb language plpgsql as $$
declare
  v_reserved jsonb;
begin
  perform test_support.set_clock('2027-01-01 12:00Z');
  v_reserved := test_support.reserve((select p.id from place as p), '18:00', 'noor');
  perform test_support.report(test_support.open_payment(v_reserved), 'paid');
  return v_reserved;
end
$$;
-- Cents that are on their way back for a reservation.
create function test_support.coming_back(p_reservation jsonb) returns bigint language sql as $$
  select coalesce(sum(r.amount), 0)
  from payments.refunds as r
  where r.payable_id = (p_reservation ->> 'reservation_id')::uuid
$$;
create function test_support.refunded_at(p_now timestamptz, p_refund text default null)
returns bigint language plpgsql as $$
declare
  v_reserved jsonb := test_support.paid();
begin
  perform test_support.set_clock(p_now);
  if p_refund is null then
    perform test_support.as_anon();
    perform public.cancel_reservation(v_reserved ->> 'public_token');
  else
    perform test_support.as_user('seller');
    perform public.transition_reservation_status(
      (v_reserved ->> 'reservation_id')::uuid, 'cancelled', 'asked to', p_refund);
  end if;
  perform test_support.as_operator();
  return test_support.coming_back(v_reserved);
end
$$;

select is(test_support.refunded_at('2027-01-10 16:59Z'), 2502::bigint, 'all, in time');
select is(test_support.refunded_at('2027-01-10 17:00Z'), 2502::bigint, 'all, exactly at the limit');
select is(test_support.refunded_at('2027-01-10 17:01Z'), 626::bigint,
  'a quarter of 25.02 after that: 6.255, half up');
select is(test_support.refunded_at('2027-01-10 17:01Z', 'terms'), 626::bigint, 'staff by the terms');
select is(test_support.refunded_at('2027-01-10 17:01Z', 'all'), 2502::bigint, 'staff may give all');
select is(test_support.refunded_at('2027-01-02 12:00Z', 'none'), 0::bigint, 'or nothing');

-- The terms are those of the booking, whatever the policy set says by now.
create temporary table frozen as select test_support.paid() as r;
grant select on frozen to public;
update dining.policy_sets set cancel_free_hours = 2160, cancel_refund_pct = 0;
select test_support.set_clock('2027-01-11 16:00Z');
select test_support.as_anon();
select is(public.get_reservation(r ->> 'public_token') ->> 'refund_amount', '626', 'what is shown')
from frozen;
select public.cancel_reservation(r ->> 'public_token') from frozen;
select test_support.as_operator();
select is(test_support.coming_back(r), 626::bigint, 'is what goes back') from frozen;

-- No-shows.
update dining.policy_sets set cancel_free_hours = 24, noshow_keep_deposit = true;
create temporary table kept as select test_support.paid() as r;
select test_support.set_clock('2027-01-11 17:15Z');
select dining.sweep_reservations(10);
select is(test_support.coming_back(r), 0::bigint, 'a no-show leaves the deposit') from kept;
update dining.policy_sets set noshow_keep_deposit = false;
create temporary table returned as select test_support.paid() as r;
select test_support.set_clock('2027-01-11 17:15Z');
select dining.sweep_reservations(10);
select is(test_support.coming_back(r), 2502::bigint, 'unless the terms give it back') from returned;
select is_empty($$ select * from core.doctor() where promise <> 'messages_are_delivered' $$,
  'and all is well');

select * from finish();
rollback;
