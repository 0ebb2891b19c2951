-- Records a failed delivery. The message waits for its next try, with a doubling, jittered delay
-- from core.outbox_retry_seconds up to core.outbox_retry_max_seconds, or becomes a dead letter
-- after the last attempt or a permanent error. Returns `retry`, `dead`, or `lost` when the lease is
-- no longer ours or the message not in it.
create or replace function core.fail_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_id bigint,
  p_error text,
  p_permanent boolean default false
)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_first integer := core.setting('core.outbox_retry_seconds')::integer;
  v_longest integer := core.setting('core.outbox_retry_max_seconds')::integer;
  v_event core.outbox_events;
begin
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 'lost';
  end if;
  update core.outbox_events as e
  set attempts = e.attempts + 1,
    last_error = left(p_error, 500),
    available_at = core.clock()
      + least(v_first * 2 ^ least(e.attempts, 20), v_longest) * (0.5 + random() / 2)
        * interval '1 second'
  where e.event_id = p_event_id and e.channel = p_channel and e.bucket = p_bucket
  returning e.* into v_event;
  if not found then
    return 'lost';
  end if;
  if not p_permanent and v_event.attempts < core.setting('core.outbox_max_attempts')::integer then
    return 'retry';
  end if;
  delete from core.outbox_events as e where e.event_id = p_event_id;
  insert into core.outbox_dead (
    event_id, org_id, channel, bucket, aggregate, topic, payload, attempts, last_error, request_id,
    created_at
  ) values (
    v_event.event_id, v_event.org_id, v_event.channel, v_event.bucket, v_event.aggregate,
    v_event.topic, v_event.payload, v_event.attempts, v_event.last_error,
    v_event.request_id, v_event.created_at
  );
  return 'dead';
end
$$;
revoke all on function core.fail_outbox(text, integer, bigint, bigint, text, boolean) from public;
grant execute on function core.fail_outbox(text, integer, bigint, bigint, text, boolean)
  to service_role;
