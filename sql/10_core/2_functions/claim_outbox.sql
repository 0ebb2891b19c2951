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
    attempts integer,
    request_id text
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_bucket smallint;
  v_lease core.outbox_buckets;
begin
  for v_bucket in
    select b.bucket from core.outbox_buckets as b
    where b.channel = p_channel and b.leased_until <= v_now
    order by b.leased_until
  loop
    continue when not exists (
      select 1 from core.outbox_events as e
      where e.channel = p_channel and e.bucket = v_bucket and e.available_at <= v_now
    );
    select b.* into v_lease
    from core.outbox_buckets as b
    where b.channel = p_channel and b.bucket = v_bucket and b.leased_until <= v_now
    for update skip locked;
    continue when not found;
    return query
      select m.event_id, m.org_id, v_bucket::integer, v_lease.fence + 1, m.aggregate, m.topic,
        m.payload, m.attempts, m.request_id
      from core.due_messages(p_channel, v_bucket, v_now, p_limit) as m;
    if found then
      update core.outbox_buckets as b
      set leased_until = v_now + make_interval(secs => p_lease_seconds),
        leased_by = p_worker,
        lease_seconds = p_lease_seconds,
        fence = b.fence + 1
      where b.channel = p_channel and b.bucket = v_bucket;
      return;
    end if;
  end loop;
end
$$;
revoke all on function core.claim_outbox(text, text, integer, integer) from public;
grant execute on function core.claim_outbox(text, text, integer, integer) to service_role;
