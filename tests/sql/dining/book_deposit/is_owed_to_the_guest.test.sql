-- A deposit is owed to the guest until it goes back.
begin;
select plan(3);

select test_support.make_user('seller');
create temporary table place as
select test_support.make_restaurant(test_support.make_org('Eat', 'seller'), 'seller',
  '{"payment_type": "deposit_pp", "payment_amount": 10}') as id;
create temporary table reserved as
select r, test_support.open_payment(r) as payment_id
from (select test_support.reserve(id, '19:00', 'noor') as r from place) as n;
select test_support.report(payment_id, 'paid') from reserved;
select is(test_support.booked(r),
  'payment: platform_account 2000, deposits -2000, platform.provider 2000, platform.held -2000',
  'it is a debt') from reserved;
select is(j.subject_id, p.id, 'of the location') from ledger.journals as j, place as p;
select payments.repay(p, 'called off') from payments.payments as p;
select test_support.report_refund(id, 'refunded') from payments.refunds;
select is(test_support.booked(r, 'refund'),
  'refund: platform_account -2000, deposits 2000, platform.provider -2000, platform.held 2000',
  'until it goes back') from reserved;

select * from finish();
rollback;
