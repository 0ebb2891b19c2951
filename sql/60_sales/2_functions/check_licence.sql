-- The licence number of a registration. Raises licence_missing where the ticket type needs one, and
-- licence_invalid when it does not match the ticket type's pattern as a whole.
create or replace function sales.check_licence(
  p_rule sales.entry_rule,
  p_given jsonb,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_number text := sales.read_text(p_given, 'licence_number', 50, p_data);
begin
  if v_number is null and p_rule.requires_licence then
    perform core.fail('licence_missing', p_data || jsonb_build_object(
      'field', 'licence_number', 'ticket_type', p_rule.ticket_type));
  elsif v_number !~ ('^(?:' || p_rule.licence_pattern || ')$') then
    perform core.fail('licence_invalid', p_data || jsonb_build_object(
      'field', 'licence_number', 'ticket_type', p_rule.ticket_type));
  end if;
  return v_number;
end
$$;
revoke all on function sales.check_licence(sales.entry_rule, jsonb, jsonb) from public;
