-- The messages of one bucket that may be delivered now, in order. A message whose elder sibling
-- (same aggregate) still waits for its next try is held back, so that order is kept. In PL/pgSQL,
-- which keeps the plan: making it costs more than the query.
create or replace function core.due_messages(
  p_channel text,
  p_bucket smallint,
  p_now timestamptz,
  p_limit integer
)
  returns setof core.outbox_events
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return query
    select e.*
    from core.outbox_events as e
    where e.channel = p_channel
      and e.bucket = p_bucket
      and e.available_at <= p_now
      and not exists (
        select 1
        from core.outbox_events as elder
        where elder.channel = e.channel
          and elder.bucket = e.bucket
          and elder.aggregate = e.aggregate
          and elder.event_id < e.event_id
          and elder.attempts > 0
          and elder.available_at > p_now
      )
    order by e.event_id
    limit p_limit;
end
$$;
revoke all on function core.due_messages(text, smallint, timestamptz, integer) from public;
