-- Takes buckets of the outbox back whose lease lasts longer than any worker asks for: somebody's
-- clock went wrong. Whoever holds one cannot acknowledge any more. Heals `leases_are_held`.
create or replace function core.free_leases(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  update core.outbox_buckets as b
  set leased_until = core.clock(), leased_by = null, fence = b.fence + 1
  where (b.channel, b.bucket) in (
    select i.channel, i.bucket
    from core.outbox_buckets as i
    where i.leased_until > core.clock() + interval '10 minutes'
    limit p_limit
    for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.free_leases(integer) from public;
