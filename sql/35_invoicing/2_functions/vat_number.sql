-- A VAT number in its official form, capitals without spaces, dots and hyphens; null for nothing.
-- In a member state of the EU it must have that country's prefix and form; elsewhere it is taken as
-- it is, up to 20 characters. Raises missing_field for the country, invalid_field.
create or replace function invoicing.vat_number(p_value text, p_country text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value text := upper(regexp_replace(
    core.optional_text('vat_number', p_value, 40), '[ .-]', '', 'g'));
  v_format invoicing.vat_formats;
begin
  if coalesce(v_value, '') = '' then
    return null;
  end if;
  if p_country is null then
    perform core.fail('missing_field', '{"field": "country"}');
  end if;
  select f.* into v_format from invoicing.vat_formats as f where f.country = p_country;
  if not found then
    if v_value !~ '^[A-Z0-9]{2,20}$' then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'vat_number', 'reason', 'it has 2 to 20 letters and digits'));
    end if;
  elsif v_value !~ ('^' || v_format.prefix || v_format.pattern || '$') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'vat_number',
      'reason', format('numbers of %s begin with %s and have another form',
        p_country, v_format.prefix)));
  end if;
  return v_value;
end
$$;
revoke all on function invoicing.vat_number(text, text) from public;
