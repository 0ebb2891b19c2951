-- The name of the team that a ticket makes, null for tickets of one person. Raises
-- team_name_missing, and invalid_field when there is no team to name.
create or replace function sales.check_team_name(
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
  v_name text := sales.read_text(p_given, 'team_name', 100, p_data);
begin
  if v_name is null and p_rule.is_team then
    perform core.fail('team_name_missing', p_data || jsonb_build_object(
      'field', 'team_name', 'ticket_type', p_rule.ticket_type));
  elsif v_name is not null and not p_rule.is_team then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'team_name', 'reason', 'this ticket type is not for teams'));
  end if;
  return v_name;
end
$$;
revoke all on function sales.check_team_name(sales.entry_rule, jsonb, jsonb) from public;
