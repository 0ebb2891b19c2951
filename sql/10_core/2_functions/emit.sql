-- Puts a message into the outbox, in the transaction of the change that it tells of. Messages with
-- the same aggregate are delivered in the order in which they were written.
create or replace function core.emit(
  p_org_id uuid,
  p_aggregate text,
  p_topic text,
  p_payload jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.outbox_events (
    org_id, channel, bucket, aggregate, topic, payload, request_id
  ) values (
    p_org_id, split_part(p_topic, '.', 1), hashtextextended(p_aggregate, 0) & 63,
    p_aggregate, p_topic, p_payload, left(core.request_header('x-request-id'), 100)
  );
end
$$;
revoke all on function core.emit(uuid, text, text, jsonb) from public;
