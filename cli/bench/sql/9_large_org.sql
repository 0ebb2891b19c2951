-- An org that is as large as they come: `p_orders` orders of one ticket or two. The first
-- `p_event_orders` of them are for one event, with two tickets each and everybody who takes part;
-- the others for another event, without. A repeat does nothing.
--
-- Its number is 900000, its events are 900000 and 900001, its owner is user 900000.
create function bench.fill_large_org(p_orders integer, p_event_orders integer)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.id(2, 900000);
  v_firsts constant text[] := array[
    'Anna', 'Bram', 'Carla', 'Daan', 'Eva', 'Finn', 'Greet', 'Hugo', 'Iris', 'Jan', 'Kim', 'Lars',
    'Mila', 'Noah', 'Olga', 'Piet', 'Rosa', 'Sam', 'Tess', 'Zoë'];
  v_parts constant text[] := array[
    'ba', 'dek', 'fi', 'gol', 'hu', 'kam', 'li', 'mos', 'nu', 'vr'];
begin
  if exists (select from tenancy.orgs as g where g.id = v_org_id) then
    return;
  end if;
  perform set_config('session_replication_role', 'replica', true);
  insert into auth.users (id, email, aud, role)
  values (bench.id(1, 900000), 'large@example.org', 'authenticated', 'authenticated');
  insert into tenancy.orgs (id, name, slug) values (v_org_id, 'Large', 'large');
  insert into tenancy.org_members (org_id, user_id, role)
  values (v_org_id, bench.id(1, 900000), 'owner');
  insert into events.events (
    org_id, id, title, slug, location_name, starts_at, ends_at, status, published_at
  )
  select
    v_org_id, bench.id(3, 900000 + k), format('Large run %s', k), format('large-run-%s', k),
    'Utrecht', now() + interval '30 days', now() + interval '31 days', 'published',
    now() - interval '1 year'
  from generate_series(0, 1) as k;
  insert into events.event_settings (org_id, event_id)
  select v_org_id, bench.id(3, 900000 + k) from generate_series(0, 1) as k;
  insert into events.ticket_types (
    org_id, id, event_id, name, price, vat_rate, capacity, sort_order
  )
  select
    v_org_id, bench.id(4, 9000000 + t), bench.id(3, 900000 + t / 5), format('%s km', 5 + t), 2500,
    900, 1000000, t
  from generate_series(0, 9) as t;
  insert into events.capacity_pools (org_id, id, event_id, capacity)
  select t.org_id, t.id, t.event_id, t.capacity
  from events.ticket_types as t where t.org_id = v_org_id;
  insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
  select t.org_id, t.id, t.id from events.ticket_types as t where t.org_id = v_org_id;

  create temporary table large on commit drop as
  select
    n,
    bench.id(5, 100000000 + n) as id,
    bench.id(6, 100000000 + n) as item_id,
    case when n <= p_event_orders then 2 else 1 end as quantity,
    bench.id(3, case when n <= p_event_orders then 900000 else 900001 end) as event_id,
    bench.id(4, 9000000 + case when n <= p_event_orders then 0 else 5 end + n % 5) as ticket_type_id,
    v_firsts[1 + n % 20] || ' ' || initcap(
      v_parts[1 + n / 20 % 10] || v_parts[1 + n / 200 % 10] || v_parts[1 + n / 2000 % 10]) as name,
    now() - interval '90 days' * (1 - n::float8 / p_orders) - interval '1 hour' as created_at
  from generate_series(1, p_orders) as n;
  insert into payments.payables (org_id, id, kind, amount, currency, created_at)
  select v_org_id, l.id, 'order', 2500 * l.quantity, 'EUR', l.created_at from large as l;
  insert into sales.orders (
    org_id, id, event_id, order_number, email, purchaser_name, language, status, subtotal_amount,
    vat_amount, total_amount, currency, public_token_hash, paid_at, created_at, updated_at
  )
  select
    v_org_id, l.id, l.event_id, bench.code(100000000 + l.n, 10),
    format('customer%s@example.org', l.n), l.name, 'nl', 'paid', 2500 * l.quantity,
    206 * l.quantity, 2500 * l.quantity, 'EUR', sha256(uuid_send(l.id)), l.created_at, l.created_at,
    l.created_at
  from large as l;
  insert into sales.order_items (
    org_id, id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  select
    v_org_id, l.item_id, l.id, 1, l.ticket_type_id, '10 km', l.quantity, 2500, 2500 * l.quantity,
    900, 206 * l.quantity
  from large as l;

  create temporary table runner on commit drop as
  select l.n * 2 + seat as number, l.*, seat,
    bench.id(11, 100000000 + l.n * 2 + seat) as registration_id,
    bench.id(12, 100000000 + l.n * 2 + seat) as participant_id
  from large as l
  cross join generate_series(0, 1) as seat
  where l.n <= p_event_orders;
  insert into sales.participants (org_id, id, first_name, last_name, email, gender, city, language)
  select
    v_org_id, r.participant_id, split_part(r.name, ' ', 1), split_part(r.name, ' ', 2),
    format('runner%s@example.org', r.number), 'other', 'Utrecht', 'nl'
  from runner as r;
  insert into sales.participant_details (org_id, participant_id, birth_date)
  select v_org_id, r.participant_id, date '1970-01-01' + r.number % 12000 from runner as r;
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id, status,
    created_at, updated_at
  )
  select
    v_org_id, r.registration_id, r.event_id, r.ticket_type_id, r.id, r.item_id, r.seat + 1,
    r.participant_id, 'paid', r.created_at, r.created_at
  from runner as r;
  insert into sales.ticket_instances (
    org_id, id, order_id, order_item_id, event_id, ticket_type_id, registration_id, code, qr_token,
    status, used_at, created_at, updated_at
  )
  select
    v_org_id, bench.id(7, 100000000 + r.number), r.id, r.item_id, r.event_id, r.ticket_type_id,
    r.registration_id, bench.code(100000000 + r.number, 20),
    format('E1.%s.%s', bench.code(100000000 + r.number, 20), repeat('x', 86)),
    case when r.number % 3 = 0 then 'used' else 'valid' end::sales.ticket_instance_status,
    case when r.number % 3 = 0 then now() end, r.created_at, r.created_at
  from runner as r;
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select v_org_id, l.id, l.ticket_type_id, l.quantity from large as l;
  insert into events.capacity_lanes (org_id, pool_id, lane, remaining)
  select v_org_id, p.id, 0, p.capacity - coalesce((
    select sum(c.quantity) from sales.capacity_claims as c
    where c.org_id = v_org_id and c.pool_id = p.id), 0)
  from events.capacity_pools as p
  where p.org_id = v_org_id;
end
$$;

-- The moment before which it had so many orders.
create function bench.moment_after_orders(p_count integer)
  returns text
  language sql
  stable
  set search_path = ''
as $$
  select to_json(max(o.created_at) + interval '1 microsecond') #>> '{}'
  from (
    select o.created_at
    from sales.orders as o
    where o.org_id = bench.id(2, 900000)
    order by o.created_at, o.id
    limit p_count
  ) as o
$$;
