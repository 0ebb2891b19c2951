-- Deleting a row softly happens now, whatever moment the request names: a row that was deleted
-- tomorrow would still be there. Its policy lets only the statement that deletes it see it.
create or replace function core.tg__deletion()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.deleted_at := core.clock();
  return new;
end
$$;
revoke all on function core.tg__deletion() from public;
