-- Counts the changes of a setting and keeps each, with the reason that core.set_setting() was
-- given. A setting never changes its type.
create or replace function core.tg_settings__version()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if jsonb_typeof(new.value) <> jsonb_typeof(old.value) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'value', 'reason', core.fault_of_setting(old, new.value)));
  end if;
  new.version := old.version + 1;
  new.updated_at := core.clock();
  insert into core.setting_versions (key, version, old_value, new_value, reason, changed_by)
  values (
    new.key, new.version, old.value, new.value,
    nullif(current_setting('app.setting_reason', true), ''), auth.uid()
  );
  return new;
end
$$;
revoke all on function core.tg_settings__version() from public;
