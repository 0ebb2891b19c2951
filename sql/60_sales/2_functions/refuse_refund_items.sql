-- Raises invalid_field for items of a refund that are not what read_refund_items() reads, missing
-- or not: an array of up to 500 objects, each for another line of the order.
create or replace function sales.refuse_refund_items(p_items jsonb)
  returns void
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_items) <> 'array' or jsonb_array_length(p_items) not between 1 and 500 then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list of lines"}');
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', f.field, 'line', i.line, 'reason', f.reason))
  from jsonb_array_elements(p_items) with ordinality as i (said, line)
  cross join lateral (
    values
    ('items', 'it is not an object', jsonb_typeof(i.said) = 'object'),
    ('order_item_id', 'it is not the id of a line',
      coalesce(pg_input_is_valid(i.said ->> 'order_item_id', 'uuid'), false)),
    ('quantity', 'it is not a whole number from 1',
      coalesce(jsonb_typeof(i.said -> 'quantity'), 'null') = 'null'
      or i.said ->> 'quantity' ~ '^[1-9][0-9]{0,5}$'),
    ('amount', 'it is not a number of cents',
      coalesce(jsonb_typeof(i.said -> 'amount'), 'null') = 'null'
      or (jsonb_typeof(i.said -> 'amount') = 'number'
        and i.said ->> 'amount' ~ '^(0|[1-9][0-9]{0,8})$')),
    ('ticket_instance_ids', 'it is not a list of different ids',
      coalesce(sales.is_list_of_ids(i.said -> 'ticket_instance_ids'), true))
  ) as f (field, reason, is_right)
  where not f.is_right
  order by i.line
  limit 1;
  if (
    select count(distinct (i.said ->> 'order_item_id')::uuid) < count(*)
    from jsonb_array_elements(p_items) as i (said)
  ) then
    perform core.fail('invalid_field', '{"field": "items", "reason": "a line stands there twice"}');
  end if;
end
$$;
revoke all on function sales.refuse_refund_items(jsonb) from public;
