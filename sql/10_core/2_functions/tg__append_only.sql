-- Refuses every change of rows that are there; a guarantee against ourselves, for every role.
create or replace function core.tg__append_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  perform core.fail('append_only', jsonb_build_object('table', tg_table_name));
  return null;
end
$$;
revoke all on function core.tg__append_only() from public;
