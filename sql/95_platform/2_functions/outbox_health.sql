-- How delivery goes, per channel: [{channel, waiting, due, oldest_due_at, retrying, dead,
-- last_died_at, parked}]. Due: could be delivered now. Parked: waits for a lost connection to the
-- provider.
create or replace function platform.outbox_health()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'channel', c.channel,
      'waiting', coalesce(w.waiting, 0),
      'due', coalesce(w.due, 0),
      'oldest_due_at', w.oldest_due_at,
      'retrying', coalesce(w.retrying, 0),
      'dead', coalesce(d.dead, 0),
      'last_died_at', d.last_died_at,
      'parked', case c.channel
        when 'mollie' then (select count(*) from payments.parked_calls) else 0 end)
      order by c.channel), '[]')
    from (select distinct b.channel from core.outbox_buckets as b) as c
    left join (
      select e.channel, count(*) as waiting,
        count(*) filter (where e.available_at <= core.clock()) as due,
        min(e.available_at) filter (where e.available_at <= core.clock()) as oldest_due_at,
        count(*) filter (where e.attempts > 0) as retrying
      from core.outbox_events as e
      group by e.channel
    ) as w on w.channel = c.channel
    left join (
      select x.channel, count(*) as dead, max(x.died_at) as last_died_at
      from core.outbox_dead as x
      group by x.channel
    ) as d on d.channel = c.channel
  );
end
$$;
revoke all on function platform.outbox_health() from public;
