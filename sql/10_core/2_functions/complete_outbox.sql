-- Acknowledges delivered messages: they move to the history, without their contents but with what
-- their deliveries returned, one result for all or an array of them in the order of the ids.
-- Extends the lease, so acknowledging none renews it. Returns how many; 0 when the lease was lost,
-- and then another worker delivers them again.
create or replace function core.complete_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_ids bigint[],
  p_result jsonb default null
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
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 0;
  end if;
  with delivered as (
    delete from core.outbox_events as e
    where e.event_id = any (p_event_ids) and e.channel = p_channel and e.bucket = p_bucket
    returning *
  )
  insert into core.outbox_history (
    event_id, org_id, channel, aggregate, topic, attempts, result, request_id, created_at
  )
  select
    d.event_id, d.org_id, d.channel, d.aggregate, d.topic, d.attempts + 1,
    case jsonb_typeof(p_result)
      when 'array' then nullif(p_result -> (array_position(p_event_ids, d.event_id) - 1), 'null')
      else p_result
    end,
    d.request_id, d.created_at
  from delivered as d;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.complete_outbox(text, integer, bigint, bigint[], jsonb) from public;
grant execute on function core.complete_outbox(text, integer, bigint, bigint[], jsonb)
  to service_role;
