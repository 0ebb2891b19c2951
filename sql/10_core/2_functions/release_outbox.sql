-- Gives a leased bucket back before its lease ends.
create or replace function core.release_outbox(p_channel text, p_bucket integer, p_fence bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock(), leased_by = null
  where b.channel = p_channel and b.bucket = p_bucket and b.fence = p_fence;
end
$$;
revoke all on function core.release_outbox(text, integer, bigint) from public;
grant execute on function core.release_outbox(text, integer, bigint) to service_role;
