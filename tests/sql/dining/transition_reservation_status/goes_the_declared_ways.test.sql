-- Staff move a reservation from each state to each other one: where the machine has a way it is
-- taken, everywhere else nothing changes. Only money confirms what is to be paid.
begin;
select plan(3);

select test_support.set_clock('2027-01-01 12:00Z');
select test_support.make_user('seller');
create temporary table place as
select test_support.make_restaurant(o.org_id, 'seller') as id
from (select test_support.make_org('Eethuis', 'seller') as org_id) as o;
grant select on place to public;
update dining.tables set max_capacity = 40;
update dining.reservation_settings set options_enabled = true;

create function test_support.staff_move(p_id uuid, p_to text) returns text
language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.as_user('seller');
  p_to := public.transition_reservation_status(p_id, p_to) ->> 'status';
  perform test_support.as_operator();
  return p_to;
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb ->> 'code';
end
$$;

-- A reservation in a state, moved to another one; what became of it, all undone.
create function test_support.attempt(p_from text, p_to text) returns text
language plpgsql as $$
declare
  v_id uuid;
  v_step text;
  v_found text;
begin
  perform test_support.set_clock('2027-01-01 12:00Z');
  if p_from = 'pending_payment' or (p_from = 'draft' and p_to = 'pending_payment') then
    update dining.policy_sets set payment_type = 'deposit_pp', payment_amount = 10;
  end if;
  perform test_support.as_user('seller');
  v_id := public.create_reservation(
    location_id => (select p.id from place as p), reservation_date => '2027-01-11',
    start_time => '18:00', party_size => 2, channel => 'phone',
    guest => '{"last_name": "Bakker", "email": "noor@example.test"}',
    options => jsonb_build_object('status', case when p_from in ('draft', 'option')
      then p_from else 'confirmed' end)) ->> 'reservation_id';
  perform test_support.as_operator();
  if 'no_show' in (p_from, p_to) and p_from not in ('draft', 'pending_payment', 'option') then
    perform test_support.set_clock('2027-01-11 17:20Z');
  end if;
  foreach v_step in array case p_from
    when 'seated' then '{seated}' when 'completed' then '{seated,completed}'
    when 'no_show' then '{no_show}' when 'cancelled' then '{cancelled}' else '{}' end::text[]
  loop
    perform test_support.staff_move(v_id, v_step);
  end loop;
  select r.status into v_found from dining.reservations as r where r.id = v_id;
  if v_found = p_from then
    v_found := test_support.staff_move(v_id, p_to);
  else
    v_found := 'never was ' || p_from;
  end if;
  raise sqlstate 'TEST1' using message = v_found;
exception when sqlstate 'TEST1' then
  return sqlerrm;
end
$$;

create temporary table tried as
select f.state as from_state, t.state as to_state, test_support.attempt(f.state, t.state) as found
from unnest(enum_range(null::dining.reservation_status)::text[]) as f (state)
cross join unnest(enum_range(null::dining.reservation_status)::text[]) as t (state)
where f.state <> t.state;

select set_eq(
  'select from_state, to_state from tried where found = to_state',
  $$ values
    ('draft', 'pending_payment'), ('draft', 'option'), ('draft', 'confirmed'),
    ('draft', 'cancelled'), ('pending_payment', 'cancelled'), ('option', 'confirmed'),
    ('option', 'cancelled'), ('confirmed', 'seated'), ('confirmed', 'no_show'),
    ('confirmed', 'cancelled'), ('seated', 'completed') $$,
  'what staff can do');
select is_empty(
  $$ select from_state, to_state, found from tried
  where found not in (to_state, 'invalid_transition') $$,
  'everything else is refused as what it is');
select is_empty('select * from dining.reservations', 'and changes nothing');

select * from finish();
rollback;
