-- What the platform's dashboard reads: `p_orgs` orgs with three events and, half of them, a
-- subscription, and the figures that `p_orders` orders come to, paid over the last 400 days. The
-- orders themselves are not there: nobody reads them. A repeat does nothing.
--
-- The orgs' numbers begin with 2000000; user 2000000 administers the platform.
create function bench.fill_platform(p_orgs integer, p_orders integer)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_today constant date := (now() at time zone 'Europe/Amsterdam')::date;
begin
  if exists (select from tenancy.orgs as g where g.id = bench.id(2, 2000000)) then
    return;
  end if;
  perform set_config('session_replication_role', 'replica', true);
  insert into auth.users (id, email, aud, role)
  values (bench.id(1, 2000000), 'platform@example.org', 'authenticated', 'authenticated');
  insert into tenancy.platform_admins (user_id) values (bench.id(1, 2000000));
  insert into tenancy.orgs (id, name, slug, created_at)
  select bench.id(2, 2000000 + n), 'Org ' || n, 'platform-' || n,
    now() - n % 400 * interval '1 day'
  from generate_series(0, p_orgs - 1) as n;
  insert into events.events (
    org_id, id, title, slug, location_name, starts_at, ends_at, status, published_at)
  select bench.id(2, 2000000 + n), bench.id(3, 2000000 + n * 4 + k), 'Run', format('run-%s-%s', n, k),
    'Utrecht', now() + (k - 1) * interval '30 days', now() + (k - 1) * interval '30 days'
    + interval '6 hours', 'published', now() - interval '60 days'
  from generate_series(0, p_orgs - 1) as n
  cross join generate_series(0, 2) as k;
  insert into billing.subscriptions (
    org_id, plan, status, current_period_start, current_period_end, created_at)
  select bench.id(2, 2000000 + n), 'ORGANIZER', 'active', now() - interval '10 days',
    now() + interval '20 days', now() - interval '100 days'
  from generate_series(0, p_orgs - 1, 2) as n;
  insert into platform.figures (
    org_id, grain, starts_on, orders_placed, orders_paid, tickets_sold, gmv_amount,
    service_fee_amount, refunds, refunded_amount, payments_paid, platform_fee_amount)
  select o.org_id, g.grain, g.starts_on, count(*), count(*), sum(o.tickets),
    sum(o.tickets * 2500), sum(o.tickets * 50), sum(o.is_refunded), sum(o.is_refunded * 2500),
    count(*), sum(o.tickets * 50)
  from (
    -- Sold in bursts, as events are: some orders of an org on each of its days.
    select bench.id(2, 2000000 + n % p_orgs) as org_id, 1 + n % 2 as tickets,
      (n % 20 = 0)::integer as is_refunded,
      v_today - hashint4(n % p_orgs + n / p_orgs / 5 * 7919) % 400 as day
    from generate_series(0, p_orders - 1) as n
  ) as o
  cross join lateral (
    values
    ('day'::platform.grain, o.day),
    ('month', date_trunc('month', o.day::timestamp)::date),
    ('ever', '-infinity')
  ) as g (grain, starts_on)
  group by o.org_id, g.grain, g.starts_on;
end
$$;

-- Lets the sweep fold the entries of the audit log that orders of the stage's history would have
-- left, at least `p_entries` of them: of each order, that it was placed and that it was paid. Returns
-- how many it folded per second; the figures are as before.
create function bench.fold_figures(p_entries integer)
  returns setof numeric
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_first bigint;
  v_last bigint;
  v_began timestamptz;
  v_took numeric;
begin
  select coalesce(max(a.audit_id), 0) into v_first from core.audit_log as a;
  begin
    insert into core.audit_log (
      org_id, entity_type, entity_id, action, new_value, performed_by_type, created_at)
    select o.org_id, 'order', o.id::text, e.action, e.new_value, 'guest', o.created_at
    from generate_series(1, greatest(1, ceil(p_entries / 2.0 / (
      select count(*) from sales.orders))::integer)) as n
    cross join sales.orders as o
    cross join lateral (
      values
      ('order.created', '{"status": "pending"}'::jsonb),
      ('order.paid', jsonb_build_object('status', 'paid', 'paid_at', o.created_at))
    ) as e (action, new_value);
    select max(a.audit_id) into v_last from core.audit_log as a;
    v_began := clock_timestamp();
    for v_id in 0..((v_last - v_first - 1) / 10000)::integer loop
      perform platform.fold_changes(
        v_first + v_id * 10000, least(v_first + (v_id + 1) * 10000, v_last));
    end loop;
    v_took := extract(epoch from clock_timestamp() - v_began);
    raise exception using errcode = 'PT000', message = 'The figures are as before.';
  exception when sqlstate 'PT000' then
    return next round((v_last - v_first) / v_took);
  end;
end
$$;
