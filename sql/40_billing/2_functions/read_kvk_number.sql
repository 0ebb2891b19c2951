-- A number of the Dutch register of companies, without the spaces and dots that people write.
-- Raises missing_field, invalid_field.
create or replace function billing.read_kvk_number(p_kvk_number text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_number text := regexp_replace(
    core.require_text('kvk_number', p_kvk_number, 30), '[ .]', '', 'g');
begin
  if v_number !~ '^[0-9]{8}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'kvk_number', 'reason', 'it has 8 digits'));
  end if;
  return v_number;
end
$$;
revoke all on function billing.read_kvk_number(text) from public;
