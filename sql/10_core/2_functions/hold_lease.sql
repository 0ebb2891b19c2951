-- Locks the leased bucket and extends its lease by its length; false when the lease was given back
-- or another worker has taken the bucket over.
create or replace function core.hold_lease(p_channel text, p_bucket integer, p_fence bigint)
  returns boolean
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock() + make_interval(secs => b.lease_seconds)
  where b.channel = p_channel
    and b.bucket = p_bucket
    and b.fence = p_fence
    and b.leased_by is not null;
  return found;
end
$$;
revoke all on function core.hold_lease(text, integer, bigint) from public;
