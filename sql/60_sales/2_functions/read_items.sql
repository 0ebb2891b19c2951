-- Reads the lines of a cart, [{"ticket_type_id": uuid, "quantity": integer}], as two arrays in
-- their order. Checks shape only; raises missing_field, invalid_field, invalid_quantity,
-- duplicate_line or too_many_lines.
create or replace function sales.read_items(
  p_items jsonb,
  out ticket_type_ids uuid[],
  out quantities integer[]
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_max constant integer := 20;
  v_item jsonb;
  v_line integer := 0;
  v_quantity text;
begin
  if p_items is null or p_items = 'null' or p_items = '[]' then
    perform core.fail('missing_field', '{"field": "items"}');
  elsif jsonb_typeof(p_items) <> 'array' then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list"}');
  elsif jsonb_array_length(p_items) > v_max then
    perform core.fail('too_many_lines', jsonb_build_object(
      'lines', jsonb_array_length(p_items), 'max', v_max));
  end if;
  for v_item in select i from jsonb_array_elements(p_items) as i loop
    v_line := v_line + 1;
    if jsonb_typeof(v_item) <> 'object' then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'items', 'line', v_line, 'reason', format('line %s is not an object', v_line)));
    elsif v_item ->> 'ticket_type_id' is null then
      perform core.fail('missing_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line));
    elsif jsonb_typeof(v_item -> 'ticket_type_id') <> 'string'
      or not pg_input_is_valid(v_item ->> 'ticket_type_id', 'uuid')
    then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line, 'reason', 'it is not a UUID'));
    elsif v_item -> 'quantity' is null then
      perform core.fail('missing_field', jsonb_build_object('field', 'quantity', 'line', v_line));
    end if;
    v_quantity := v_item ->> 'quantity';
    if jsonb_typeof(v_item -> 'quantity') <> 'number' or v_quantity !~ '^[1-9]\d{0,2}$' then
      perform core.fail('invalid_quantity', jsonb_build_object(
        'quantity', left(v_quantity, 40), 'line', v_line, 'max', 999));
    end if;
    if (v_item ->> 'ticket_type_id')::uuid = any (ticket_type_ids) then
      perform core.fail('duplicate_line', jsonb_build_object(
        'ticket_type_id', v_item ->> 'ticket_type_id', 'line', v_line));
    end if;
    ticket_type_ids := ticket_type_ids || (v_item ->> 'ticket_type_id')::uuid;
    quantities := quantities || v_quantity::integer;
  end loop;
end
$$;
revoke all on function sales.read_items(jsonb) from public;
