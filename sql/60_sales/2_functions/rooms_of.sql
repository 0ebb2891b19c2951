-- What is left of pools that open_waitlist() has locked, for those who wait: {pool_id: number}.
create or replace function sales.rooms_of(p_pools jsonb)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(
      p.key, (p.value ->> 'left')::bigint + coalesce((p.value ->> 'kept')::bigint, 0)), '{}')
    from jsonb_each(p_pools) as p
  );
end
$$;
revoke all on function sales.rooms_of(jsonb) from public;
