-- Fills a fresh database with organisers, events and a history of orders, by sets and past the
-- triggers: `p_orgs` orgs with four events each (two on sale, one over, one draft) of three ticket
-- types with a price tier each, a product and two questions, and `p_orders` orders spread over
-- their events on sale. Nine of ten orders were paid and name who takes part; the others expired.
--
-- User 0 works in orgs 1, 2 and 3; user N owns org N and has bought now and then.
create function bench.fill(p_orgs integer, p_orders integer)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_fee constant integer := 2500;
  v_vat constant integer := 206;
  v_lines constant ledger.line[] := array[
    row('platform_account', 2 * v_fee), row('platform.provider', 2 * v_fee),
    row('vat', -2 * v_vat), row('ticket_sales', 2 * v_vat - 2 * v_fee),
    row('platform.held', -2 * v_fee)];
begin
  perform set_config('session_replication_role', 'replica', true);

  insert into auth.users (id, email, aud, role)
  select bench.id(1, n), format('user%s@example.org', n), 'authenticated', 'authenticated'
  from generate_series(0, p_orgs) as n;
  insert into tenancy.orgs (id, name, slug)
  select bench.id(2, n), format('Organiser %s', n), format('organiser-%s', n)
  from generate_series(0, p_orgs) as n;
  insert into tenancy.org_members (org_id, user_id, role)
  select bench.id(2, n), bench.id(1, n), 'owner'::tenancy.member_role
  from generate_series(1, p_orgs) as n
  union all
  select bench.id(2, n), bench.id(1, 0), 'support' from generate_series(1, least(3, p_orgs)) as n;

  insert into events.events (
    org_id, id, title, slug, sport, description, location_name, time_zone, starts_at, ends_at,
    status, published_at, closed_at
  )
  select
    bench.id(2, o), bench.id(3, o * 4 + k), format('City run %s of organiser %s', k + 1, o),
    format('city-run-%s', k + 1), 'running', repeat('Run through the old town. ', 20), 'Utrecht',
    'Europe/Amsterdam', s.starts_at, s.starts_at + interval '6 hours', s.status,
    case when s.status <> 'draft' then now() - interval '1 year' end,
    case when s.status = 'closed' then s.starts_at + interval '1 day' end
  from generate_series(1, p_orgs) as o
  cross join generate_series(0, 3) as k
  cross join lateral (
    select
      (array['published', 'published', 'closed', 'draft']::events.event_status[])[k + 1] as status,
      now() + make_interval(
        days => (array[60, 120, -60, 180])[k + 1] + o % 30, mins => o) as starts_at
  ) as s;

  insert into events.event_settings (org_id, event_id)
  select e.org_id, e.id from events.events as e;
  insert into events.event_contents (org_id, event_id, language, title, description, location)
  select e.org_id, e.id, c.language, e.title, e.description, 'Ten minutes from the station.'
  from events.events as e
  cross join unnest(array['nl', 'en']) as c (language);

  insert into events.ticket_types (
    org_id, id, event_id, name, price, vat_rate, capacity, max_per_order, sort_order
  )
  select
    bench.id(2, o), bench.id(4, (o * 4 + k) * 3 + t), bench.id(3, o * 4 + k),
    (array['5 km', '10 km', 'Half marathon'])[t + 1], v_fee, 900, 300, 10, t
  from generate_series(1, p_orgs) as o
  cross join generate_series(0, 3) as k
  cross join generate_series(0, 2) as t;
  insert into events.price_tiers (org_id, id, ticket_type_id, name, price, ends_at, capacity)
  select
    t.org_id, bench.id(13, (o * 4 + k) * 3 + n), t.id, 'Early bird', t.price - 500,
    now() - interval '91 days', 100
  from generate_series(1, p_orgs) as o
  cross join generate_series(0, 3) as k
  cross join generate_series(0, 2) as n
  join events.ticket_types as t on t.id = bench.id(4, (o * 4 + k) * 3 + n);
  insert into events.products (org_id, id, event_id, name, price, capacity)
  select bench.id(2, o), bench.id(14, o * 4 + k), bench.id(3, o * 4 + k), 'Shirt', 1995, 500
  from generate_series(1, p_orgs) as o
  cross join generate_series(0, 3) as k;
  insert into events.questions (org_id, id, event_id, sort_order)
  select bench.id(2, o), bench.id(16, (o * 4 + k) * 2 + q), bench.id(3, o * 4 + k), q
  from generate_series(1, p_orgs) as o
  cross join generate_series(0, 3) as k
  cross join generate_series(0, 1) as q;
  insert into events.question_versions (org_id, question_id, version, kind, label_nl, label_en)
  select
    q.org_id, q.id, q.version,
    (array['number', 'text']::events.question_kind[])[q.sort_order + 1],
    (array['Verwachte tijd in minuten', 'Vereniging'])[q.sort_order + 1],
    (array['Expected time in minutes', 'Club'])[q.sort_order + 1]
  from events.questions as q;

  insert into events.capacity_pools (org_id, id, event_id, capacity)
  select t.org_id, t.id, t.event_id, t.capacity from events.ticket_types as t
  union all
  select r.org_id, r.id, t.event_id, r.capacity
  from events.price_tiers as r
  join events.ticket_types as t on t.org_id = r.org_id and t.id = r.ticket_type_id
  union all
  select p.org_id, p.id, p.event_id, p.capacity from events.products as p;
  insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
  select t.org_id, t.id, t.id from events.ticket_types as t;

  -- Order N: the orgs take turns, then their two events on sale, then the three ticket types.
  create temporary table past on commit drop as
  select
    n,
    bench.id(2, org) as org_id,
    bench.id(5, n) as id,
    bench.id(3, org * 4 + turn % 2) as event_id,
    bench.id(4, (org * 4 + turn % 2) * 3 + turn / 2 % 3) as ticket_type_id,
    n % 10 <> 0 as is_paid,
    case when n % 5 = 0 then bench.id(1, 1 + n * 7 % p_orgs) end as user_id,
    now() - interval '90 days' * (1 - n::float8 / p_orders) - interval '1 hour' as created_at
  from generate_series(1, p_orders) as n
  cross join lateral (select 1 + (n - 1) % p_orgs as org, (n - 1) / p_orgs as turn) as place;

  insert into payments.payables (org_id, id, kind, amount, currency, created_at)
  select p.org_id, p.id, 'order', 2 * v_fee, 'EUR', p.created_at from past as p;
  insert into payments.payments (
    org_id, id, payable_id, provider_payment_id, status, amount, currency, mode, method,
    checkout_url, amount_captured, expires_at, checked_at, paid_at, expired_at, created_at
  )
  select
    p.org_id, bench.id(8, p.n), p.id, 'tr_' || bench.code(p.n, 10),
    (case when p.is_paid then 'paid' else 'expired' end)::payments.payment_status,
    2 * v_fee, 'EUR', 'test', 'ideal', 'https://www.mollie.com/checkout/' || bench.code(p.n, 10),
    case when p.is_paid then 2 * v_fee else 0 end, p.created_at + interval '15 minutes',
    p.created_at + interval '1 minute',
    case when p.is_paid then p.created_at + interval '1 minute' end,
    case when not p.is_paid then p.created_at + interval '15 minutes' end, p.created_at
  from past as p;
  insert into ledger.journals (
    org_id, cause, cause_id, source_id, subject_id, occurred_at, month, currency, lines
  )
  select
    p.org_id, 'payment', bench.id(8, p.n), p.id, p.event_id, p.created_at + interval '1 minute',
    date_trunc('month', p.created_at)::date, 'EUR', v_lines
  from past as p
  where p.is_paid;
  insert into payments.payment_events (
    org_id, id, payment_id, fingerprint, status, outcome, raw, created_at
  )
  select
    p.org_id, bench.id(9, p.n), bench.id(8, p.n), sha256(uuid_send(p.id)),
    case when p.is_paid then 'paid' else 'expired' end, 'applied',
    bench.provider_payment(p.n, bench.id(8, p.n), 'paid'), p.created_at + interval '1 minute'
  from past as p;
  insert into sales.orders (
    org_id, id, event_id, order_number, user_id, email, purchaser_name, language, status,
    subtotal_amount, vat_amount, total_amount, currency, checkout_session_id, public_token_hash,
    expires_at, paid_at, expired_at, created_at, updated_at
  )
  select
    p.org_id, p.id, p.event_id, bench.code(p.n, 10), p.user_id,
    format('buyer%s@example.org', p.n % 50000), 'Sam de Vries', 'nl',
    (case when p.is_paid then 'paid' else 'expired' end)::sales.order_status,
    2 * v_fee, 2 * v_vat, 2 * v_fee, 'EUR', bench.id(8, p.n), sha256(uuid_send(p.id)),
    case when not p.is_paid then p.created_at + interval '15 minutes' end,
    case when p.is_paid then p.created_at + interval '1 minute' end,
    case when not p.is_paid then p.created_at + interval '15 minutes' end,
    p.created_at, p.created_at + interval '1 minute'
  from past as p;
  insert into sales.order_items (
    org_id, id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount,
    vat_rate, vat_amount
  )
  select
    p.org_id, bench.id(6, p.n), p.id, 1, p.ticket_type_id, '10 km', 2, v_fee, 2 * v_fee, 900,
    2 * v_vat
  from past as p;
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select p.org_id, p.id, p.ticket_type_id, 2 from past as p where p.is_paid;

  create temporary table starter on commit drop as
  select
    p.*, seat, p.n * 2 + seat as number, bench.id(12, p.n * 2 + seat) as participant_id,
    bench.id(11, p.n * 2 + seat) as registration_id
  from past as p
  cross join generate_series(0, 1) as seat
  where p.is_paid;
  insert into sales.participants (
    org_id, id, first_name, last_name, email, gender, nationality, city, created_at, updated_at
  )
  select
    s.org_id, s.participant_id, 'Sam', 'de Vries', format('buyer%s@example.org', s.n % 50000),
    'other', 'NL', 'Utrecht', s.created_at, s.created_at
  from starter as s;
  insert into sales.participant_details (
    org_id, participant_id, birth_date, emergency_name, emergency_phone
  )
  select
    s.org_id, s.participant_id, date '1970-01-01' + (s.number % 12000)::integer, 'Kim de Vries',
    '+31612345678'
  from starter as s;
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id, status,
    age_on_race_day, created_at, updated_at
  )
  select
    s.org_id, s.registration_id, s.event_id, s.ticket_type_id, s.id, bench.id(6, s.n), s.seat + 1,
    s.participant_id, 'paid', 40, s.created_at, s.created_at
  from starter as s;
  insert into sales.registration_answers (org_id, registration_id, question_id, version, value)
  select s.org_id, s.registration_id, q.id, q.version, a.value
  from starter as s
  join events.questions as q on q.org_id = s.org_id and q.event_id = s.event_id
  join (values (0, '55'::jsonb), (1, '"Hellas"')) as a (sort_order, value)
    on a.sort_order = q.sort_order;
  insert into sales.ticket_instances (
    org_id, id, order_id, order_item_id, event_id, ticket_type_id, registration_id, code, qr_token,
    created_at, updated_at
  )
  select
    s.org_id, bench.id(7, s.number), s.id, bench.id(6, s.n), s.event_id, s.ticket_type_id,
    s.registration_id, bench.code(s.number, 20),
    format('E1.%s.%s', bench.code(s.number, 20), repeat('x', 86)), s.created_at, s.created_at
  from starter as s;
  insert into core.outbox_history (
    event_id, org_id, channel, aggregate, topic, attempts, created_at, delivered_at
  )
  select
    -p.n, p.org_id, 'email', 'order:' || p.id, 'email.order_confirmation', 1, p.created_at,
    p.created_at + interval '2 seconds'
  from past as p
  where p.is_paid;
  insert into core.audit_log (
    org_id, entity_type, entity_id, action, old_value, new_value, performed_by_type, request_id,
    address, user_agent, created_at
  )
  select
    p.org_id, 'order', p.id::text, 'order.' || a.action,
    case when a.action <> 'created' then '{"status": "pending", "paid_at": null}'::jsonb end,
    case
      when a.action = 'created' then jsonb_build_object(
        'id', p.id, 'org_id', p.org_id, 'event_id', p.event_id, 'status', 'pending',
        'email', 'hmac:' || md5(p.n::text), 'purchaser_name', 'hmac:' || md5(p.n::text),
        'language', 'nl', 'currency', 'EUR', 'subtotal_amount', 2 * v_fee,
        'vat_amount', 2 * v_vat, 'total_amount', 2 * v_fee,
        'order_number', bench.code(p.n, 10), 'public_token_hash', 'hmac:' || md5(p.n::text),
        'created_at', p.created_at, 'updated_at', p.created_at,
        'expires_at', p.created_at, 'release_at', p.created_at)
      else jsonb_build_object('status', a.action, a.action || '_at', p.created_at)
    end,
    'guest', md5(p.n::text), '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64)', p.created_at
  from past as p
  cross join lateral (
    values ('created'), (case when p.is_paid then 'paid' else 'expired' end)
  ) as a (action);

  insert into events.capacity_lanes (org_id, pool_id, lane, remaining)
  select p.org_id, p.id, 0, p.capacity - coalesce(sum(c.quantity), 0)
  from events.capacity_pools as p
  left join sales.capacity_claims as c on c.org_id = p.org_id and c.pool_id = p.id
  group by p.org_id, p.id, p.capacity;
  update core.settings set value = 'false' where key = 'core.rate_limits_are_on';
end
$$;
