begin;
select plan(15);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table placed as
select name, test_support.staff_order('support', e.id, test_support.cart(t.id, 1), 'invoice') as o
from event as e, type as t,
  unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as name;
create function test_support.answer(p_name text, p_call text) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.as_user(p_name);
  begin
    execute p_call;
  exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
  end;
  perform test_support.as_operator();
  return coalesce(v_detail::jsonb ->> 'code', 'done');
end
$$;
select is(
  test_support.answer(name,
    format('select public.record_manual_payment(%L, 2500, ''cash'', ''x'')', o ->> 'order_id')),
  case
    when name in ('owner', 'admin', 'finance') then 'done'
    when name = 'stranger' then 'not_found'
    else 'not_allowed'
  end, name || ' records')
from placed;
select is(
  test_support.answer(name, format('select public.cancel_order(%L, ''half'')', o ->> 'order_id')),
  case
    when name in ('owner', 'admin', 'support') then 'invalid_field'
    when name = 'stranger' then 'not_found'
    else 'not_allowed'
  end, name || ' cancels')
from placed;
select is(
  test_support.answer('owner',
    format('select public.record_manual_payment(%L, 2500, ''cash'', ''x'')', core.new_id())),
  'not_found', 'an order that is not there looks like one of others');

select * from finish();
rollback;
