-- Locks the leased bucket and answers whether the fence is still the last one given out.
create or replace function core.hold_lease(p_channel text, p_bucket integer, p_fence bigint)
  returns boolean
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  perform 1
  from core.outbox_buckets as b
  where b.channel = p_channel and b.bucket = p_bucket and b.fence = p_fence
  for update;
  return found;
end
$$;
revoke all on function core.hold_lease(text, integer, bigint) from public;
