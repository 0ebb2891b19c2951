-- The newest `p_most` messages of an org before `p_cursor` (null: of all), about one thing or in
-- one state where these are given: one queue in three tables, each read by its index.
create or replace function platform.messages_of(
  p_org_id uuid,
  p_about text,
  p_state text,
  p_cursor bigint,
  p_most integer
)
  returns table (
    event_id bigint,
    channel text,
    topic text,
    about text,
    state text,
    "to" text,
    attempts integer,
    last_error text,
    created_at timestamptz,
    at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  (
    select e.event_id, e.channel, e.topic, e.aggregate, 'waiting', e.payload ->> 'email',
      e.attempts, e.last_error, e.created_at, e.available_at
    from core.outbox_events as e
    where e.org_id = p_org_id and (p_about is null or e.aggregate = p_about)
      and coalesce(p_state, 'waiting') = 'waiting'
      and e.event_id < coalesce(p_cursor, 9223372036854775807)
    order by e.event_id desc
    limit p_most
  )
  union all
  (
    select d.event_id, d.channel, d.topic, d.aggregate, 'failed', d.payload ->> 'email',
      d.attempts, d.last_error, d.created_at, d.died_at
    from core.outbox_dead as d
    where d.org_id = p_org_id and (p_about is null or d.aggregate = p_about)
      and coalesce(p_state, 'failed') = 'failed'
      and d.event_id < coalesce(p_cursor, 9223372036854775807)
    order by d.event_id desc
    limit p_most
  )
  union all
  (
    select h.event_id, h.channel, h.topic, h.aggregate, 'delivered', null,
      h.attempts, null, h.created_at, h.delivered_at
    from core.outbox_history as h
    where h.org_id = p_org_id and (p_about is null or h.aggregate = p_about)
      and coalesce(p_state, 'delivered') = 'delivered'
      and h.event_id < coalesce(p_cursor, 9223372036854775807)
    order by h.event_id desc
    limit p_most
  )
  order by 1 desc
  limit p_most
$$;
revoke all on function platform.messages_of(uuid, text, text, bigint, integer) from public;
