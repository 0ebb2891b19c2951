-- What is no list of items is refused before anything is read.
begin;
select plan(16);

select test_support.throws_slug(format('select sales.refuse_refund_items(%L)', items), 400,
  'invalid_field', items)
from unnest(array[
  '{}', '[]', '"x"', '1', '[1]', '[null]', '[{}]', '[{"order_item_id": "x"}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "quantity": 0}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "quantity": 1.5}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "quantity": 99999999999}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "amount": "5"}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "amount": -5}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "ticket_instance_ids": ["x"]}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001", "ticket_instance_ids": [null]}]',
  '[{"order_item_id": "00000000-0000-7000-8000-000000000001"},
    {"order_item_id": "00000000-0000-7000-8000-000000000001"}]'
]) as items;

select * from finish();
rollback;
