-- Raises invalid_field when the registrations of a line are no list of objects,
-- registrations_do_not_match_quantity when there are not as many as tickets.
create or replace function sales.guard_list(p_line integer, p_list jsonb, p_quantity integer)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if not (p_list @@ '$.type() == "array" && !($[*].type() != "object")') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'registrations', 'line', p_line,
      'reason', format('that of line %s is not a list of objects', p_line)));
  end if;
  if jsonb_array_length(p_list) <> p_quantity then
    perform core.fail('registrations_do_not_match_quantity', jsonb_build_object(
      'line', p_line, 'quantity', p_quantity, 'registrations', jsonb_array_length(p_list)));
  end if;
end
$$;
revoke all on function sales.guard_list(integer, jsonb, integer) from public;
