begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"service_fee_rate": 1000}') from sale;
create temporary table bought as
select n, test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o
from sale, generate_series(1, 3) as n;
create function test_support.say(p_function text, p_more text default '') returns jsonb
language plpgsql as $$
declare
  v_said jsonb;
begin
  perform test_support.as_user('seller');
  execute format('select public.%I(event_id %s) from sale', p_function, p_more) into v_said;
  perform test_support.as_operator();
  return v_said;
end
$$;
grant select on sale to public;
create function test_support.refuse() returns trigger language plpgsql as $$
begin
  if new.payable_id = (select (b.o ->> 'order_id')::uuid from bought as b where b.n = 2) then
    raise exception 'not this one';
  end if;
  return new;
end
$$;
create trigger refuse before insert on payments.refunds
  for each row execute function test_support.refuse();

select is(test_support.say('refund_event', ', false') -> 'include_fees', 'false', 'fees are kept');
select is(sum(n), 3::bigint, 'it goes through all')
from (select sales.sweep_event_refunds(10) as n from generate_series(1, 2)) as s;
select results_eq('select outcome::text, problem from sales.event_refund_orders order by order_id',
  $$ values ('refunded', null), ('refused', 'not this one'), ('refunded', null) $$,
  'one was refused, with the reason');
select is(status::text, 'completed', 'it is completed all the same') from sales.event_refund_runs;
select is(test_support.ticket_statuses(o), 'valid', 'that order is as it was') from bought where n = 2;
select is_empty('select * from core.doctor()', 'the books agree, and know of it');

drop trigger refuse on payments.refunds;
select is(test_support.say('resume_event_refund') ->> 'status', 'running', 'once more');
select is(sum(n), 1::bigint, 'for that one')
from (select sales.sweep_event_refunds(10) as n from generate_series(1, 3)) as s;
select is(test_support.say('resume_event_refund') ->> 'status', 'completed', 'with nothing to try again it rests');
select results_eq('select distinct amount from payments.refunds', array[2500], 'all without the fee');
select is((select count(*) from payments.refunds), 3::bigint, 'each once');
select test_support.report_refund(id, 'refunded') from payments.refunds;
select is(array_agg(distinct test_support.order_status(o)), '{partially_refunded}',
  'the fees are still with us') from bought;

-- The doctor finds an order that was forgotten.
delete from sales.event_refund_orders as d using bought as b
where b.n = 1 and d.order_id = (b.o ->> 'order_id')::uuid;
select is_empty('select * from core.doctor()', 'one without tickets is no harm');
insert into sales.ticket_instances (org_id, order_id, order_item_id, event_id, ticket_type_id, code)
select t.org_id, t.order_id, t.order_item_id, t.event_id, t.ticket_type_id, reverse(t.code)
from sales.ticket_instances as t join bought as b on t.order_id = (b.o ->> 'order_id')::uuid
where b.n = 1;
select isnt_empty($$ select 1 from core.doctor() as d where d::text like '%called_off_is_over%' $$,
  'one that admits somebody is');

select * from finish();
rollback;
