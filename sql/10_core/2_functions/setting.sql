-- The value of a setting. Raises a plain error for a key that nobody registered: that is a mistake
-- in our code, not in a request.
create or replace function core.setting(p_key text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value jsonb;
begin
  select s.value into v_value from core.settings as s where s.key = p_key;
  if not found then
    raise exception 'setting % is not registered in core.settings', p_key;
  end if;
  return v_value;
end
$$;
revoke all on function core.setting(text) from public;
