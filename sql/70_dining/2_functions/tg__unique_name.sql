-- Refuses a name that something else of its kind has at the same location, however it is written.
-- The unique index decides between two who come at once. Argument: what it is, for the sentence.
create or replace function dining.tg__unique_name()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_taken boolean;
begin
  new.name := core.require_text('name', new.name, 100);
  execute format(
    'select exists (select from dining.%I as o where o.org_id = $1 and o.location_id = $2 '
    'and lower(o.name) = lower($3) and o.id <> $4)', tg_table_name)
  into v_is_taken
  using new.org_id, new.location_id, new.name, new.id;
  if v_is_taken and new.org_id = any (array(select tenancy.orgs_with('dining.manage'))) then
    perform core.fail('name_taken', jsonb_build_object('what', tg_argv[0], 'name', new.name));
  end if;
  return new;
end
$$;
revoke all on function dining.tg__unique_name() from public;
