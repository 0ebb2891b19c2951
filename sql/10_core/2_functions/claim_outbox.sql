-- Leases one bucket of a channel that has messages due, and returns them in order. No rows: nothing
-- to do. The fence proves the lease to complete_outbox and fail_outbox; a worker whose lease ran
-- out and was taken over can no longer acknowledge anything.
create or replace function core.claim_outbox(
  p_channel text,
  p_worker text,
  p_limit integer,
  p_lease_seconds integer
)
  returns table (
    event_id bigint,
    org_id uuid,
    bucket integer,
    fence bigint,
    aggregate text,
    topic text,
    payload jsonb,
    attempts integer
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_lease core.outbox_buckets;
begin
  select b.* into v_lease
  from core.outbox_buckets as b
  where b.channel = p_channel
    and b.leased_until <= v_now
    and exists (select 1 from core.due_messages(p_channel, b.bucket, v_now, 1))
  order by b.leased_until
  limit 1
  for update of b skip locked;
  if not found then
    return;
  end if;
  update core.outbox_buckets as b
  set leased_until = v_now + make_interval(secs => p_lease_seconds),
    leased_by = p_worker,
    lease_seconds = p_lease_seconds,
    fence = b.fence + 1
  where b.channel = p_channel and b.bucket = v_lease.bucket
  returning b.* into v_lease;
  return query
    select m.event_id, m.org_id, v_lease.bucket::integer, v_lease.fence, m.aggregate, m.topic,
      m.payload, m.attempts
    from core.due_messages(p_channel, v_lease.bucket, v_now, p_limit) as m;
end
$$;
revoke all on function core.claim_outbox(text, text, integer, integer) from public;
grant execute on function core.claim_outbox(text, text, integer, integer) to service_role;
