-- Puts dead letters back into the queue, in their old place: one by id, or all of a topic (null:
-- every one). Returns how many. For operators, through `entree outbox replay`.
create or replace function core.replay_outbox(
  p_event_id bigint default null,
  p_topic text default null
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with raised as (
    delete from core.outbox_dead as d
    where (p_event_id is null or d.event_id = p_event_id) and (p_topic is null or d.topic = p_topic)
    returning *
  )
  insert into core.outbox_events (
    event_id, org_id, channel, bucket, aggregate, topic, payload, request_id, created_at
  )
  overriding system value
  select
    r.event_id, r.org_id, r.channel, r.bucket, r.aggregate, r.topic, r.payload, r.request_id,
    r.created_at
  from raised as r;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.replay_outbox(bigint, text) from public;
grant execute on function core.replay_outbox(bigint, text) to service_role;
