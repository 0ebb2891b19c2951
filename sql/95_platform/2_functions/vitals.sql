-- How the installation does, in numbers that cost nothing to read and name nobody: for /metrics
-- and /readyz of the workers. Counts stop at 10,000 per channel; what was sold is as far as the
-- figures are. Returns {clock: seconds since 1970, of this machine; outbox: [{channel, waiting,
-- due_seconds: how long the oldest message is due}], dead: [{channel, letters}], parked, sweeps:
-- {failing, late_seconds: of the one that is most overdue}, figures: {orders_placed, orders_paid,
-- tickets_sold, payments_paid, payments_failed, refunds, behind_seconds}}.
create or replace function platform.vitals()
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'clock', extract(epoch from clock_timestamp()),
    'outbox', (
      select jsonb_agg(jsonb_build_object(
        'channel', c.channel, 'waiting', w.waiting,
        'due_seconds', coalesce(w.due_seconds, 0)) order by c.channel)
      from (select distinct b.channel from core.outbox_buckets as b) as c
      cross join lateral (
        select count(*) as waiting,
          max(extract(epoch from core.clock() - e.available_at))
            filter (where e.available_at <= core.clock()) as due_seconds
        from (
          select m.available_at
          from core.outbox_events as m
          where m.channel = c.channel
          order by m.bucket, m.event_id
          limit 10000) as e) as w),
    'dead', (
      select jsonb_agg(jsonb_build_object('channel', c.channel, 'letters', coalesce(d.letters, 0))
        order by c.channel)
      from (select distinct b.channel from core.outbox_buckets as b) as c
      left join (
        select x.channel, count(*) as letters
        from (select y.channel from core.outbox_dead as y limit 10000) as x
        group by x.channel) as d on d.channel = c.channel),
    'parked', (select count(*) from (select from payments.parked_calls limit 10000) as p),
    'sweeps', (
      select jsonb_build_object(
        'failing', count(*) filter (where s.last_error is not null),
        'late_seconds', greatest(0, max(extract(epoch from core.clock() - s.last_run_at - s.every))
          filter (where s.last_run_at > '-infinity')))
      from core.sweeps as s),
    'figures', (
      select jsonb_build_object(
        'orders_placed', coalesce(sum(f.orders_placed), 0),
        'orders_paid', coalesce(sum(f.orders_paid), 0),
        'tickets_sold', coalesce(sum(f.tickets_sold), 0),
        'payments_paid', coalesce(sum(f.payments_paid), 0),
        'payments_failed', coalesce(sum(f.payments_failed), 0),
        'refunds', coalesce(sum(f.refunds), 0),
        'behind_seconds', (
          select extract(epoch from core.clock() - p.done_at)
          from platform.figure_progress as p where p.done_at > '-infinity'))
      from platform.figures as f where f.grain = 'ever'))
$$;
revoke all on function platform.vitals() from public;
grant execute on function platform.vitals() to service_role;
