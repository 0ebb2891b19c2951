-- Restaurants: a large one with very many reservations, to ask what is free on an evening, and
-- small ones to book in; and the floor that booking is measured against: a function that inserts
-- the rows of one reservation, and does nothing else, into copies of the same tables, with the same
-- indexes, checks and foreign keys, but no triggers.
--
-- Kinds of ids: 20 location, 21 area, 22 table, 23 table group, 24 shift, 25 ticket, 26 shift
-- ticket, 27 policy set, 28 customer, 29 reservation. Location 0 is the large one, of org 910000;
-- 1 to 64 and 65 belong to the bench's own org, and what is booked there is undone.

create function bench.dining_tables()
  returns text[]
  language sql
  immutable
  set search_path = ''
as $$
  select array['dining.customers', 'dining.reservations', 'dining.table_occupancy']
$$;

-- A service date, this many days after today in the time zone of the restaurants.
create function bench.evening(p_days integer)
  returns date
  language sql
  stable
  set search_path = ''
as $$ select (now() at time zone 'Europe/Amsterdam')::date + p_days $$;

-- A location with one ticket in all of its shifts, of which each lasts as many hours as there is
-- time for, and with tables for two, four and six.
create function bench.open_restaurant(
  p_number integer,
  p_org_id uuid,
  p_tables integer,
  p_groups integer,
  p_shifts jsonb,
  p_minutes integer
)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_location_id constant uuid := bench.id(20, p_number);
begin
  insert into dining.locations (org_id, id, name, slug)
  values (p_org_id, v_location_id, 'Restaurant ' || p_number, 'restaurant-' || p_number);
  insert into dining.reservation_settings (org_id, location_id) values (p_org_id, v_location_id);
  insert into dining.policy_sets (org_id, id, location_id, name)
  values (p_org_id, bench.id(27, p_number), v_location_id, 'Standaard');
  insert into dining.tickets (
    org_id, id, location_id, name, short_name, duration_minutes, policy_set_id, is_default
  ) values (
    p_org_id, bench.id(25, p_number), v_location_id, 'Regular', 'REG', p_minutes,
    bench.id(27, p_number), true);
  insert into dining.shifts (
    org_id, id, location_id, name, short_name, start_time, end_time, days_of_week
  )
  select
    p_org_id, bench.id(24, p_number * 10 + s.no), v_location_id, 'Shift ' || s.no, 'S' || s.no,
    (s.hours ->> 0)::time, (s.hours ->> 1)::time, '{1,2,3,4,5,6,7}'
  from jsonb_array_elements(p_shifts) with ordinality as s (hours, no);
  insert into dining.shift_tickets (org_id, id, location_id, shift_id, ticket_id)
  select s.org_id, bench.id(26, p_number * 10 + row_number() over ()), v_location_id, s.id,
    bench.id(25, p_number)
  from dining.shifts as s
  where s.org_id = p_org_id and s.location_id = v_location_id;
  insert into dining.areas (org_id, id, location_id, name)
  values (p_org_id, bench.id(21, p_number), v_location_id, 'Restaurant');
  insert into dining.tables (
    org_id, id, location_id, area_id, name, min_capacity, max_capacity, sort_order
  )
  select
    p_org_id, bench.id(22, p_number * 1000 + n), v_location_id, bench.id(21, p_number),
    'Table ' || n, 1, 2 + 2 * (n % 3), n
  from generate_series(1, p_tables) as n;
  -- Each of two tables that stand next to each other.
  insert into dining.table_groups (
    org_id, id, location_id, name, min_capacity, max_capacity
  )
  select p_org_id, bench.id(23, p_number * 1000 + n), v_location_id, 'Group ' || n, 5, 10
  from generate_series(1, p_groups) as n;
  insert into dining.table_group_members (org_id, location_id, table_group_id, table_id)
  select
    p_org_id, v_location_id, bench.id(23, p_number * 1000 + n),
    bench.id(22, p_number * 1000 + 2 * n - k)
  from generate_series(1, p_groups) as n
  cross join generate_series(0, 1) as k;
end
$$;

-- Opens all restaurants. A repeat does nothing.
create function bench.open_restaurants()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  if exists (select from dining.locations as l where l.id = bench.id(20, 0)) then
    return;
  end if;
  perform set_config('session_replication_role', 'replica', true);
  insert into tenancy.orgs (id, name, slug) values (bench.id(2, 910000), 'Tables', 'tables');
  perform bench.open_restaurant(
    0, bench.id(2, 910000), 200, 40,
    '[["12:00", "15:00"], ["15:00", "18:00"], ["18:00", "23:00"]]', 90);
  -- Stays of an hour that are booked on the hour, so that a day has room for 11 at each table.
  perform bench.open_restaurant(
    n, bench.own_org(), case when n = 65 then 100 else 30 end, 4, '[["12:00", "23:00"]]', 60)
  from generate_series(1, 65) as n;
end
$$;

-- What guests may book: restaurant, date and time, as many as there are tables for, in turns of the
-- restaurants and then of the hours.
create function bench.bookings(p_first integer, p_last integer)
  returns table (location_id uuid, service_date date, start_time text)
  language sql
  stable
  set search_path = ''
as $$
  select bench.id(20, l), bench.evening(10), format('%s:00', 12 + k % 11)
  from generate_series(1, case when p_first = 65 then 100 else 30 end * 11) as k
  cross join generate_series(p_first, p_last) as l
  order by k, l
$$;

select bench.copy_tables(bench.dining_tables());

-- Rows that a reservation wrote, to write the same again; so they need no care when tables change.
create table bench.booked_reservation (like dining.reservations);
create table bench.booked_customer (like dining.customers including defaults);
create table bench.booked_audit (like core.audit_log);
create table bench.booked_mail (like core.outbox_events);

create sequence bench.turns;
grant usage on sequence bench.turns to anon;

-- Makes one reservation and keeps what it wrote. A repeat does nothing.
create function bench.keep_booking()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_id uuid;
begin
  if exists (select from bench.booked_reservation) then
    return;
  end if;
  select (dining.create_reservation(
    b.location_id, b.service_date, b.start_time::time, null, 2, null, 'widget',
    '{"first_name": "Sam", "last_name": "de Vries", "email": "sam@example.org"}', null, 'nl', null,
    null, null) ->> 'reservation_id')::uuid
  into v_id
  from bench.bookings(1, 1) as b
  limit 1;
  insert into bench.booked_reservation select r.* from dining.reservations as r where r.id = v_id;
  insert into bench.booked_customer (
    org_id, id, location_id, first_name, last_name, email, language, tags
  )
  select c.org_id, c.id, c.location_id, c.first_name, c.last_name, c.email, c.language, c.tags
  from dining.customers as c
  where c.id = (select b.customer_id from bench.booked_reservation as b);
  insert into bench.booked_audit
  select a.* from core.audit_log as a
  where a.org_id = bench.own_org() and a.entity_type in ('reservation', 'customer');
  insert into bench.booked_mail
  select e.* from core.outbox_events as e
  where e.org_id = bench.own_org() and e.aggregate = 'reservation:' || v_id;
end
$$;

-- So many reservations of the large restaurant, `p_per_day` on each service date up to 60 days from
-- now: those of before today are completed, the others confirmed, each with its table. A repeat
-- does nothing.
create function bench.fill_evenings(p_reservations integer, p_per_day integer)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.id(2, 910000);
  v_location dining.locations;
  v_like dining.reservations;
  v_today constant date := bench.evening(0);
begin
  if exists (select from dining.customers as c where c.org_id = v_org_id) then
    return;
  end if;
  perform set_config('session_replication_role', 'replica', true);
  select l.* into v_location from dining.locations as l where l.id = bench.id(20, 0);
  select b.* into strict v_like from bench.booked_reservation as b;
  insert into dining.customers (org_id, id, location_id, first_name, last_name, email)
  select
    v_org_id, bench.id(28, n), v_location.id, 'Sam', 'Guest ' || n,
    format('guest%s@example.org', n)
  from generate_series(0, p_reservations / 10) as n;
  insert into dining.reservations (
    org_id, id, location_id, reservation_number, customer_id, ticket_id, shift_id,
    reservation_date, start_time, end_time, starts_at, ends_at, party_size, table_id, status,
    channel, language, payment_status, terms, no_show_risk_score, risk_factors, public_token_hash,
    seated_at, completed_at, due_at, created_at, updated_at
  )
  select
    v_org_id, bench.id(29, n), v_location.id, bench.code(n, 12),
    bench.id(28, n % (p_reservations / 10)), bench.id(25, 0), bench.id(24, 1 + r.place % 3),
    r.day, s.start_time, s.start_time + interval '90 minutes',
    (r.day + s.start_time) at time zone v_location.time_zone,
    (r.day + s.start_time) at time zone v_location.time_zone + interval '90 minutes',
    1 + n % 2, bench.id(22, 1 + r.place / 3 % 200),
    case when r.day < v_today then 'completed' else 'confirmed' end::dining.reservation_status,
    'widget', 'nl', 'none', v_like.terms, v_like.no_show_risk_score,
    v_like.risk_factors, sha256(uuid_send(bench.id(29, n))),
    case when r.day < v_today then r.day::timestamptz end,
    case when r.day < v_today then r.day::timestamptz end,
    case when r.day >= v_today then (r.day + 1)::timestamptz end,
    r.day - interval '14 days', r.day - interval '14 days'
  from generate_series(1, p_reservations) as n
  cross join lateral (
    select v_today + 60 - (p_reservations - n) / p_per_day as day, n % p_per_day as place
  ) as r
  cross join lateral (
    select (array['12:00', '15:00', '18:00'])[1 + r.place % 3]::time
      + interval '15 minutes' * (r.place / 3 % 7) as start_time
  ) as s;
  insert into dining.table_occupancy (
    org_id, location_id, reservation_id, table_id, service_date, during
  )
  select
    r.org_id, r.location_id, r.id, r.table_id, r.reservation_date,
    tstzrange(r.starts_at, r.ends_at)
  from dining.reservations as r
  where r.org_id = v_org_id and r.status = 'confirmed';
  insert into bench.reservations
  select r.* from dining.reservations as r
  where r.org_id = v_org_id and r.reservation_date > bench.evening(-100);
end
$$;

create function bench.insert_reservation(
  p_location_id uuid,
  p_date date,
  p_time time,
  p_email text
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
  v_org_id constant uuid := bench.own_org();
begin
  select b.* into v_row from bench.booked_reservation as b;
  v_row.id := core.new_id();
  v_row.location_id := p_location_id;
  v_row.reservation_date := p_date;
  v_row.start_time := p_time;
  v_row.reservation_number := right(v_row.id::text, 8);
  v_row.public_token_hash := sha256(uuid_send(v_row.id));
  insert into bench.customers as c (
    org_id, location_id, first_name, last_name, email, language, tags
  )
  select v_org_id, p_location_id, b.first_name, b.last_name, p_email, b.language, b.tags
  from bench.booked_customer as b
  on conflict (org_id, location_id, email) do update set language = excluded.language
  returning c.id into v_row.customer_id;
  v_row.ticket_id := bench.id(25, ('x' || right(p_location_id::text, 12))::bit(48)::bigint);
  select s.id into v_row.shift_id
  from dining.shifts as s where s.org_id = v_org_id and s.location_id = p_location_id;
  v_row.table_id := null;
  insert into bench.reservations values (v_row.*);
  -- Whatever table, and a time that nobody else has: what is inserted is what counts.
  insert into bench.table_occupancy (
    org_id, location_id, reservation_id, table_id, service_date, during
  )
  select v_org_id, p_location_id, v_row.id, t.id, p_date,
    tstzrange(n.starts_at, n.starts_at + interval '1 hour')
  from dining.tables as t
  cross join (
    select timestamptz '2100-01-01' + interval '2 hours' * nextval('bench.turns') as starts_at
  ) as n
  where t.org_id = v_org_id and t.location_id = p_location_id
  limit 1
  on conflict do nothing;
  insert into bench.audit_log (
    org_id, entity_type, entity_id, action, new_value, performed_by_type, location_id, address,
    user_agent
  )
  select
    v_org_id, a.entity_type, v_row.id::text, a.action, a.new_value, a.performed_by_type,
    p_location_id, '192.0.2.1', 'bench'
  from bench.booked_audit as a;
  insert into bench.outbox_events (org_id, channel, bucket, aggregate, topic, payload)
  select v_org_id, m.channel, m.bucket, 'reservation:' || v_row.id, m.topic, m.payload
  from bench.booked_mail as m;
  return v_row.id;
end
$$;
grant execute on function bench.insert_reservation(uuid, date, time, text) to anon;
