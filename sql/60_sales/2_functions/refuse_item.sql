-- Says what is wrong with the shape of one line of a cart; silent when nothing is. `p_data` says
-- where it stands.
create or replace function sales.refuse_item(p_item jsonb, p_data jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_id text;
  v_field text;
begin
  if jsonb_typeof(p_item) <> 'object' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'items', 'reason', format('line %s is not an object', p_data ->> 'line')));
  elsif p_item ->> 'ticket_type_id' is null and p_item ->> 'product_id' is null then
    perform core.fail('missing_field', p_data || '{"field": "ticket_type_id"}');
  elsif p_item ->> 'ticket_type_id' is not null and p_item ->> 'product_id' is not null then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'product_id', 'reason', 'a line is a ticket type or a product, not both'));
  end if;
  foreach v_field in array array['ticket_type_id', 'product_id', 'variant_id'] loop
    v_id := p_item ->> v_field;
    if v_id !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      perform core.fail('invalid_field', p_data || jsonb_build_object(
        'field', v_field, 'reason', 'it is not a UUID'));
    end if;
  end loop;
  if p_item -> 'quantity' is null then
    perform core.fail('missing_field', p_data || '{"field": "quantity"}');
  elsif jsonb_typeof(p_item -> 'quantity') <> 'number'
    or (p_item ->> 'quantity')::numeric not between 1 and 999
    or (p_item ->> 'quantity')::numeric % 1 <> 0
  then
    perform core.fail('invalid_quantity', p_data || jsonb_build_object(
      'quantity', left(p_item ->> 'quantity', 40), 'max', 999));
  elsif jsonb_typeof(p_item -> 'unit_amount') not in ('number', 'null')
    or (p_item ->> 'unit_amount')::numeric not between 0 and 5000000
    or (p_item ->> 'unit_amount')::numeric % 1 <> 0
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'unit_amount', 'reason', 'it is not a number of cents'));
  elsif jsonb_typeof(p_item -> 'personalisation') not in ('string', 'null') then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'personalisation', 'reason', 'it is not a text'));
  end if;
end
$$;
revoke all on function sales.refuse_item(jsonb, jsonb) from public;
