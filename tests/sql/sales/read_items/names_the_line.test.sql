begin;
select plan(4);

create function test_support.line_at_fault(p_items jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform sales.read_items(p_items);
  return null;
exception when sqlstate 'PT400' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', v_detail::jsonb ->> 'code', v_detail::jsonb ->> 'line');
end
$$;
create temporary table good as
select '{"ticket_type_id": "00000000-0000-7000-8000-000000000001", "quantity": 1}'::jsonb as line;
select is(test_support.line_at_fault(jsonb_build_array(line, 7)), 'invalid_field 2') from good;
select is(test_support.line_at_fault(jsonb_build_array(line, line || '{"quantity": 0}')),
  'invalid_quantity 2')
from good;
select is(
  test_support.line_at_fault(jsonb_build_array(line, line || '{"ticket_type_id": 7}', 7)),
  'invalid_field 2',
  'the first at fault') from good;
select is(test_support.line_at_fault(jsonb_build_array(line, line)), 'duplicate_line 2') from good;

select * from finish();
rollback;
