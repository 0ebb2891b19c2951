-- The country of a field that may be missing, as two capitals. Raises invalid_field.
create or replace function invoicing.country(p_value text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value text := upper(core.optional_text('country', p_value, 100));
begin
  if v_value is not null and not core.is_country(v_value) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'country', 'reason', 'it is a code of two letters (ISO 3166-1), such as NL'));
  end if;
  return v_value;
end
$$;
revoke all on function invoicing.country(text) from public;
