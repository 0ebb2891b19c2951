-- The bench's own event, made through the ordinary triggers: ticket types 0 to 63 cost money, 64 to
-- 127 are free, all with places for more than a run can sell; 128, free as well, has none yet: it
-- is for the sale in which demand exceeds supply.
create function bench.open_own_event()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  insert into events.events (org_id, id, title, location_name, starts_at, ends_at)
  values (
    bench.own_org(), bench.id(3, 0), 'Bench run', 'Utrecht', now() + interval '30 days',
    now() + interval '31 days');
  insert into events.ticket_types (
    org_id, id, event_id, name, price, capacity, max_per_order, sort_order
  )
  select
    bench.own_org(), bench.own_ticket_type(n), bench.id(3, 0), format('Distance %s', n),
    case when n < 64 then 2500 else 0 end, case when n < 128 then 1000000 else 0 end, 10, n
  from generate_series(0, 128) as n;
  update events.events as e
  set status = 'published', published_at = now()
  where e.org_id = bench.own_org() and e.id = bench.id(3, 0);
end
$$;

-- Undoes everything that was sold for the bench's event, so that each measurement begins with the
-- same data. Vacuum the tables afterwards.
create function bench.reset()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_table text;
begin
  perform set_config('session_replication_role', 'replica', true);
  for v_table in select t from bench.written_tables() as t loop
    execute format('delete from %s where org_id = $1', v_table) using bench.own_org();
  end loop;
  perform bench.refill();
end
$$;

-- The tables that selling writes.
create function bench.written_tables()
  returns setof text
  language sql
  stable
  set search_path = ''
as $$
  select unnest(array[
    'core.audit_log', 'core.outbox_events', 'payments.payables', 'payments.payments',
    'payments.payment_events', 'payments.refunds', 'sales.refund_items', 'sales.orders', 'sales.order_items', 'sales.capacity_claims',
    'sales.ticket_instances', 'billing.usage_entries', 'ledger.journals', 'door.ticket_changes', 'sales.participants', 'sales.participant_details',
    'sales.registrations', 'sales.registration_answers', 'bench.audit_log', 'bench.payables',
    'bench.orders', 'bench.order_items', 'bench.capacity_claims', 'bench.participants',
    'bench.participant_details', 'bench.registrations', 'bench.registration_answers',
    'bench.refunds', 'bench.refund_items', 'bench.payment_events', 'bench.outbox_events',
    'dining.service_dates', 'dining.table_occupancy', 'dining.reservations', 'dining.customers',
    'bench.table_occupancy', 'bench.reservations', 'bench.customers'
  ])
$$;

-- Puts into the lanes of the bench's pools what their claims leave.
create function bench.refill()
  returns void
  language sql
  volatile
  set search_path = ''
as $$
  select events.spread_capacity(p.org_id, p.id, p.capacity - (
    select coalesce(sum(c.quantity), 0)
    from sales.capacity_claims as c
    where c.org_id = p.org_id and c.pool_id = p.id))
  from events.capacity_pools as p
  where p.org_id = bench.own_org()
$$;

-- Gives ticket type 128 this many places.
create function bench.supply(p_places integer)
  returns void
  language sql
  volatile
  set search_path = ''
as $$
  update events.ticket_types as t
  set capacity = p_places
  where t.org_id = bench.own_org() and t.id = bench.own_ticket_type(128)
$$;

-- Where the places of the bench's pools are: `capacity`, what the lanes still have (`remaining`),
-- what claims hold (`claimed`), what order items say was ordered (`ordered`), and the tickets that
-- were issued (`issued`), which free ticket types do at once. What was refunded is not ordered any
-- more; nothing expires in the bench.
create function bench.count_places()
  returns table (
    pool_id uuid,
    is_free boolean,
    capacity bigint,
    remaining bigint,
    claimed bigint,
    ordered bigint,
    issued bigint
  )
  language sql
  stable
  set search_path = ''
as $$
  select
    p.id,
    t.price is not distinct from 0,
    p.capacity,
    (
      select sum(l.remaining)
      from events.capacity_lanes as l
      where l.org_id = p.org_id and l.pool_id = p.id
    ),
    (
      select coalesce(sum(c.quantity), 0)
      from sales.capacity_claims as c
      where c.org_id = p.org_id and c.pool_id = p.id
    ),
    coalesce(o.quantity, 0),
    (
      select count(*)
      from sales.ticket_instances as i
      where i.org_id = p.org_id and i.ticket_type_id = p.id
    )
  from events.capacity_pools as p
  left join events.ticket_types as t on t.org_id = p.org_id and t.id = p.id
  left join (
    select own.pool_id, sum(i.quantity - i.refunded_quantity) as quantity
    from sales.order_items as i
    cross join unnest(
      array[i.ticket_type_id, i.price_tier_id, i.product_id, i.variant_id]) as own (pool_id)
    where i.org_id = bench.own_org()
    group by own.pool_id
  ) as o on o.pool_id = p.id
  -- The limit of a plan is no place of its own.
  where p.org_id = bench.own_org() and p.id <> p.event_id
$$;

-- Pools of the bench whose places do not add up; none when all is well.
create function bench.find_miscounts()
  returns setof text
  language sql
  stable
  set search_path = ''
as $$
  select format(
    '%s of %s places left and %s claimed, %s ordered, %s tickets issued',
    c.remaining, c.capacity, c.claimed, c.ordered, c.issued)
  from bench.count_places() as c
  where c.capacity <> c.remaining + c.claimed
    or c.claimed <> c.ordered
    or (c.is_free and c.issued <> c.ordered)
$$;

-- Makes `p_count` orders of the bench's first ticket type that wait for the webhook of their payment.
-- Returns the provider's JSON for each, as it is once paid.
create function bench.open_payments(p_count integer)
  returns setof jsonb
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  perform set_config('session_replication_role', 'replica', true);
  create temporary table open on commit drop as
  select n, core.new_id() as id, core.new_id() as payment_id
  from generate_series(1000000001, 1000000000 + p_count) as n;
  insert into payments.payables (org_id, id, kind, amount, currency)
  select bench.own_org(), o.id, 'order', 5000, 'EUR' from open as o;
  insert into payments.payments (
    org_id, id, payable_id, provider_payment_id, status, amount, currency, mode, checkout_url,
    expires_at, check_at
  )
  select
    bench.own_org(), o.payment_id, o.id, 'tr_' || bench.code(o.n, 10), 'open', 5000, 'EUR', 'test',
    'https://www.mollie.com/checkout/' || bench.code(o.n, 10), now() + interval '15 minutes',
    now() + interval '20 minutes'
  from open as o;
  insert into sales.orders (
    org_id, id, event_id, order_number, email, purchaser_name, language, subtotal_amount,
    vat_amount, total_amount, currency, checkout_session_id, public_token_hash, expires_at,
    release_at
  )
  select
    bench.own_org(), o.id, bench.id(3, 0), bench.code(o.n, 10), 'sam@example.org', 'Sam', 'nl',
    5000, 413, 5000, 'EUR', o.payment_id, sha256(uuid_send(o.id)), now() + interval '1 hour',
    now() + interval '1 hour'
  from open as o;
  insert into sales.order_items (
    org_id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  select bench.own_org(), o.id, 1, bench.own_ticket_type(0), 'Distance 0', 2, 2500, 5000, 900, 413
  from open as o;
  insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
  select bench.own_org(), o.id, bench.own_ticket_type(0), 2 from open as o;
  perform bench.refill();
  return query select bench.provider_payment(o.n, o.payment_id, 'paid') from open as o order by o.n;
end
$$;

-- Of the scarce ticket type: the places left, and those sold.
create function bench.count_scarce(out remaining bigint, out ordered bigint)
  language sql
  stable
  set search_path = ''
as $$
  select c.remaining, c.ordered
  from bench.count_places() as c
  where c.pool_id = bench.own_ticket_type(128)
$$;
