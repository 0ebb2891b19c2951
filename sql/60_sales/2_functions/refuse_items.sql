-- Says what is wrong with the shape of a cart that read_items() did not take: missing_field,
-- too_many_lines, invalid_field or invalid_quantity, with the line.
create or replace function sales.refuse_items(p_items jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_item jsonb;
  v_line integer;
  v_reason text;
begin
  if coalesce(p_items, 'null') in ('null', '[]') then
    perform core.fail('missing_field', '{"field": "items"}');
  elsif jsonb_typeof(p_items) <> 'array' then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list"}');
  elsif jsonb_array_length(p_items) > 20 then
    perform core.fail('too_many_lines', jsonb_build_object(
      'lines', jsonb_array_length(p_items), 'max', 20));
  end if;
  for v_item, v_line in
    select i.item, i.line from jsonb_array_elements(p_items) with ordinality as i (item, line)
  loop
    if jsonb_typeof(v_item) <> 'object' then
      v_reason := format('line %s is not an object', v_line);
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'items', 'line', v_line, 'reason', v_reason));
    elsif v_item ->> 'ticket_type_id' is null then
      perform core.fail('missing_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line));
    elsif jsonb_typeof(v_item -> 'ticket_type_id') <> 'string'
      or v_item ->> 'ticket_type_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line, 'reason', 'it is not a UUID'));
    elsif v_item -> 'quantity' is null then
      perform core.fail('missing_field', jsonb_build_object('field', 'quantity', 'line', v_line));
    elsif jsonb_typeof(v_item -> 'quantity') <> 'number'
      or (v_item ->> 'quantity')::numeric not between 1 and 999
      or (v_item ->> 'quantity')::numeric % 1 <> 0
    then
      perform core.fail('invalid_quantity', jsonb_build_object(
        'quantity', left(v_item ->> 'quantity', 40), 'line', v_line, 'max', 999));
    end if;
  end loop;
end
$$;
revoke all on function sales.refuse_items(jsonb) from public;
