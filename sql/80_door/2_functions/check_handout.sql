-- Refuses a handout that cannot be one: on another kind of list, or of nothing. Raises
-- missing_field, invalid_field.
create or replace function door.check_handout(p_list door.checkin_lists, p_order_item_ids uuid[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_list.kind <> 'kit_pickup' or not p_list.is_active then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'list_id', 'reason', 'it is no list for kit pickup that is in use'));
  elsif coalesce(cardinality(p_order_item_ids), 0) = 0 then
    perform core.fail('missing_field', '{"field": "order_item_ids"}');
  elsif cardinality(p_order_item_ids) > 100 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'order_item_ids', 'reason', 'it names more than 100 lines'));
  end if;
end
$$;
revoke all on function door.check_handout(door.checkin_lists, uuid[]) from public;
