-- A snapshot as text of bounded length. Where very many transactions are under way, it says that
-- all from the oldest one on are: so some changes come twice, and none is left out.
create or replace function door.short_snapshot(p_snapshot pg_snapshot)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if length(p_snapshot::text) > 100 then
    return format('%1$s:%1$s:', pg_snapshot_xmin(p_snapshot));
  end if;
  return p_snapshot::text;
end
$$;
revoke all on function door.short_snapshot(pg_snapshot) from public;
