-- A completed refund is booked against what it takes back; the platform's fee becomes a credit.
begin;
select plan(20);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"service_fee_rate": 300, "service_fee_vat_rate": 2100}') from sale;
select test_support.connect_account(org_id, 'seller') from sale;
create function test_support.left_of(p_order jsonb) returns text language sql as $$
  select string_agg(l.account || ' ' || l.amount, ', ')
  from sale cross join lateral unnest(
    ledger.left_of(org_id, (p_order ->> 'order_id')::uuid, 'EUR')) as l
$$;

-- 75.00 with 6.19 of VAT, a service fee of 2.25 with 0.39, of which the platform has 1.50.
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
create temporary table by_item as
select test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}')) as ids from bought;
select is(test_support.booked(o, 'refund'), null, 'a refund on its way is not booked') from bought;
select test_support.report_refund(ids[1], 'processing') from by_item;
select is(test_support.booked(o, 'refund'), null, 'nor while the bank has it') from bought;
select test_support.report_refund(ids[1], 'refunded') from by_item;
select is(test_support.booked(o, 'refund'),
  'refund: provider -2575, fee_credits 50, vat 219, ticket_sales 2294, service_fees 62, '
  || 'platform_fees -50, platform.fee_credits -50, platform.fees 50',
  'one ticket with its share of the service fee, and of the platform''s')
from bought;
select test_support.report_refund(ids[1], 'refunded') from by_item;
select is((select count(*) from ledger.journals where cause = 'refund'), 1::bigint, 'told twice');
create temporary table failed as select test_support.refund(o, null, 100) as ids from bought;
select payments.fail_refund(ids[1], 'no') from failed;
select is((select count(*) from ledger.journals where cause = 'refund'), 1::bigint,
  'what fails has not gone back');

-- By amount: a proportion of everything that is left, 51.50.
create temporary table by_amount as select test_support.refund_now(o, 1000) as ids from bought;
select is((select string_agg(l.account || ' ' || l.amount, ', ' order by l.account)
  from by_amount, ledger.journals as j cross join lateral unnest(j.lines) as l
  where j.cause_id = ids[1]),
  'fee_credits 19, platform.fee_credits -19, platform.fees 19, platform_fees -19, provider -1000, '
  || 'service_fees 24, ticket_sales 891, vat 85', 'an amount is of everything that is left')
from bought;
select test_support.refund_now(o, null) from bought;
select is(test_support.left_of(o), null, 'the last one leaves nothing, to the cent') from bought;
select is(ledger.balance(org_id, 'fee_credits', 'EUR'), 150::bigint, 'and the whole fee is a credit')
from sale;
select is(ledger.balance(org_id, 'platform_fees', 'EUR'), 0::bigint, 'which cost nothing in the end')
from sale;
select is(ledger.balance(org_id, 'provider', 'EUR'), -150::bigint, 'though the provider has it')
from sale;
select is((credit_amount, fee_amount, amount_refunded)::text, '(150,150,7725)', 'as the view says')
from public.fee_credits;

-- At the provider, past us, and more than there was.
create temporary table other as
select o, test_support.open_payment(o) as payment_id
from (
  select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale
) as p;
select test_support.report(payment_id, 'paid') from other;
create function test_support.refunds_told(variadic p_values text[]) returns void language sql as $$
  select test_support.report(payment_id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
    'refunds', (select jsonb_agg(jsonb_build_object('id', 're_' || n, 'status', 'refunded',
      'amount', jsonb_build_object('currency', 'EUR', 'value', v), 'createdAt', now()))
      from unnest(p_values) with ordinality as u (v, n)))))
  from other
$$;
select test_support.refunds_told('10.75');
select is(test_support.booked(o, 'refund'),
  'refund: provider -1075, fee_credits 21, vat 91, ticket_sales 958, service_fees 26, '
  || 'platform_fees -21, platform.fee_credits -21, platform.fees 21', 'what was made at the provider')
from other;
select test_support.refunds_told('10.75', '20.00');
select is(test_support.left_of(o), 'payment_differences 500', 'more than it cost is a difference')
from other;
select is(ledger.balance(org_id, 'fee_credits', 'EUR', (o ->> 'order_id')::uuid), 50::bigint,
  'and no credit beyond the fee') from sale, other;

-- By hand: the way it came, or from the bank.
create temporary table by_hand as
select m.method, test_support.staff_order(
  'seller', event_id, test_support.cart(ticket_type_id, 1), 'invoice') as o
from sale, unnest(array['cash', 'card', 'bank']) as m (method);
select test_support.pay_by_hand('seller', o, 2575, method, method) from by_hand;
create temporary table sent as
select method, o, (test_support.refund(o))[1] as refund_id from by_hand;
grant select on sent to public;
select test_support.as_user('seller');
select public.record_manual_refund(refund_id, 'done', core.clock()) from sent;
select test_support.as_operator();
select is(test_support.booked(o, 'refund'),
  format('refund: %s -2575, vat 219, ticket_sales 2294, service_fees 62', method), method)
from sent order by method;

-- Money that had settled nothing.
create temporary table doubled as
select o, test_support.open_payment(o) as payment_id
from (
  select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale
) as p;
select payments.give_up_attempts(org_id, (o ->> 'order_id')::uuid) from sale, doubled;
create temporary table again as select test_support.open_payment(o) as payment_id from doubled;
select test_support.report(payment_id, 'paid') from again;
select test_support.report(payment_id, 'paid') from doubled;
select test_support.report_refund(r.id, 'refunded')
from payments.refunds as r join doubled as d on d.payment_id = r.payment_id;
select is(test_support.booked(o, 'refund'),
  'refund: provider -2575, fee_credits 50, unallocated 2575, platform_fees -50, '
  || 'platform.fee_credits -50, platform.fees 50', 'surplus was for nothing') from doubled;
select is(test_support.left_of(o), 'service_fees -62, ticket_sales -2294, vat -219',
  'the sale stands') from doubled;
select is_empty('select * from core.doctor()', 'all is well');

select * from finish();
rollback;
