-- Instead-of trigger of views that Postgres could not write to by itself (unions, joins). It
-- refuses, but what matters is that it is there: only then does Postgres ask for the grant first,
-- which nobody has, and clients get 403; otherwise they would get an internal error.
create or replace function core.tg__read_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  raise insufficient_privilege using message = format('%I is for reading', tg_table_name);
end
$$;
revoke all on function core.tg__read_only() from public;
