-- The columns of a table that are moments.
create or replace function events.moments(p_table text)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(a.attname::text), '{}')
    from pg_catalog.pg_attribute as a
    where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped
      and a.atttypid = 'timestamptz'::regtype
  );
end
$$;
revoke all on function events.moments(text) from public;
