-- Money is booked as it comes in: for what it settled, else as money without a purpose.
begin;
select plan(16);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"service_fee_rate": 300, "service_fee_vat_rate": 2100}') from sale;
create temporary table goods as
select test_support.add_row('seller', 'products', jsonb_build_object('org_id', org_id,
  'event_id', event_id, 'name', 'Shirt', 'price', 1500, 'vat_rate', 2100, 'scope', 'order')) as id
from sale;
create function test_support.cart_of_all() returns jsonb language sql as $$
  select test_support.cart(ticket_type_id, 2)
    || jsonb_build_array(jsonb_build_object('product_id', goods.id, 'quantity', 1))
  from sale, goods
$$;
create function test_support.paid(p_more jsonb default '{}') returns jsonb language plpgsql as $$
declare
  v_order jsonb := test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
begin
  perform test_support.report(test_support.open_payment(v_order), 'paid', p_more);
  return v_order;
end
$$;
create function test_support.review_of(p_order jsonb) returns uuid language sql
  security definer as $$
  select v.id
  from payments.payment_reviews as v join payments.payments as p on p.id = v.payment_id
  where p.payable_id = (p_order ->> 'order_id')::uuid
$$;

grant execute on function test_support.review_of(jsonb) to public;

-- 50.00 with 4.13 of VAT, 15.00 with 2.60, a fee of 1.95 with 0.34.
create temporary table bought as
select test_support.buy(event_id, test_support.cart_of_all()) as o from sale;
select is(test_support.booked(o),
  'payment: platform_account 6695, vat -707, ticket_sales -4587, product_sales -1240, '
  || 'service_fees -161, platform.provider 6695, platform.held -6695', 'each line, VAT apart')
from bought;
select is((j.subject_id, j.source_id, j.cause_id, j.currency, j.occurred_at)::text,
  (sale.event_id, (o ->> 'order_id')::uuid, p.id, 'EUR', p.paid_at)::text, 'about the event')
from sale, bought, ledger.journals as j
join payments.payments as p on p.payable_id = j.source_id;

-- On a connected account, with a fee of 2 % of 50.00.
select test_support.connect_account(org_id, 'seller') from sale;
create temporary table connected as select test_support.paid() as o;
select is(test_support.booked(o),
  'payment: provider 5050, vat -439, ticket_sales -4587, service_fees -124, platform_fees 100, '
  || 'platform.provider 100, platform.fees -100', 'less the fee, which is the platform''s')
from connected;

-- Money that is not what was agreed.
create temporary table less as
select test_support.paid('{"amount": {"currency": "EUR", "value": "50.00"}}') as o;
select is(test_support.booked(o),
  'payment: provider 4900, unallocated -5000, platform_fees 100, platform.provider 100, '
  || 'platform.fees -100', 'in review it is for nothing yet') from less;
grant select on less to public;
select test_support.as_user('seller');
select public.accept_payment(test_support.review_of(o), null) from less;
select test_support.as_operator();
select is(test_support.booked(o, 'settlement'),
  'settlement: unallocated 5000, vat -439, ticket_sales -4587, service_fees -124, '
  || 'payment_differences 150', 'accepted, the rest of the price is a difference') from less;
create temporary table pretended as select test_support.paid('{"mode": "live"}') as o;
select is(test_support.booked(o), null, 'money of another mode is none') from pretended;
grant select on pretended to public;
select test_support.as_user('seller');
select public.refund_payment(test_support.review_of(o), null) from pretended;
select test_support.as_operator();
select is(test_support.booked(o), 'payment: provider 5050, unallocated -5150, platform_fees 100, '
  || 'platform.provider 100, platform.fees -100', 'until somebody takes it, to send it back')
from pretended;
create temporary table dollars as
select test_support.paid('{"amount": {"currency": "USD", "value": "50.50"}}') as o;
select is(test_support.booked(o), 'payment: provider 5050, unallocated -5050', 'dollars bear no fee')
from dollars;
select is(currency, 'USD', 'and stay dollars')
from ledger.journals, dollars where source_id = (o ->> 'order_id')::uuid;

-- Past the provider, and for nothing.
create temporary table invoiced as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2), 'invoice')
  as o from sale;
select is(test_support.booked(o), null, 'what is on invoice is not booked') from invoiced;
select test_support.pay_by_hand(
  'seller', o, (o ->> 'total_amount')::bigint, 'bank', 'x', core.clock() - interval '40 days')
from invoiced;
select is(test_support.booked(o), 'payment: bank 5150, vat -439, ticket_sales -4587, service_fees -124',
  'before it is paid') from invoiced;
select ok(
  occurred_at = core.clock() - interval '40 days'
    and month = date_trunc('month', core.clock() at time zone 'Europe/Amsterdam')::date,
  'in the books of this month, whenever it came')
from ledger.journals, invoiced where source_id = (o ->> 'order_id')::uuid;
select is(test_support.booked(test_support.staff_order(
  'seller', event_id, test_support.cart(ticket_type_id, 2), 'complimentary')), null,
  'free of charge is nothing to book') from sale;

-- Paid when nothing can be given any more.
create temporary table late as
select o, test_support.open_payment(o) as payment_id
from (
  select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale
) as p;
grant select on sale to public;
select test_support.as_user('seller');
select public.cancel_event(event_id) from sale;
select test_support.as_operator();
select test_support.report(payment_id, 'paid') from late;
select is(test_support.booked(o),
  'payment: provider 5050, unallocated -5150, platform_fees 100, platform.provider 100, '
  || 'platform.fees -100', 'it goes back, and is for nothing') from late;
select is((select test_support.report(payment_id, 'paid') ->> 'outcome' from late), 'duplicate',
  'told again');
select is_empty('select * from core.doctor()', 'and all is well');

select * from finish();
rollback;
