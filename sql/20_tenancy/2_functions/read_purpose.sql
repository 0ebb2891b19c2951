-- The name of a purpose that somebody agrees to. Raises missing_field, invalid_field.
create or replace function tenancy.read_purpose(p_purpose text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_purpose text := core.require_text('purpose', p_purpose, 50);
begin
  if v_purpose !~ '^[a-z][a-z_]{1,49}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'purpose', 'reason', 'it is a name in small letters, such as marketing'));
  end if;
  return v_purpose;
end
$$;
revoke all on function tenancy.read_purpose(text) from public;
