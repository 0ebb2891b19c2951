-- Keeps updated_at true.
create or replace function core.tg__touch()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  new.updated_at := core.clock();
  return new;
end
$$;
revoke all on function core.tg__touch() from public;
