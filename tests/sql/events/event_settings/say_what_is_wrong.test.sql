begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
create function test_support.told(p_set text) returns text language plpgsql as $$
declare
  v_detail text;
  v_said text;
begin
  perform test_support.as_user('seller');
  execute 'update public.event_settings set ' || p_set;
  return 'fine';
exception when sqlstate 'PT400' then
  get stacked diagnostics v_detail = pg_exception_detail, v_said = message_text;
  return format('%s %s', v_detail::jsonb ->> 'code', v_said);
end
$$;
select is(test_support.told(change), said, change)
from (values
  ('hold_minutes = 4',
    'invalid_field The field hold_minutes is not valid: 4 is not from 5 to 1440.'),
  ('hold_minutes = null', 'missing_field The field hold_minutes is missing.'),
  ('vat_rate = 10001',
    'invalid_field The field vat_rate is not valid: 10001 is not from 0 to 10000.'),
  ('transfer_fee = -1',
    'invalid_field The field transfer_fee is not valid: -1 is not from 0 to 50000.'),
  ('transfers_per_ticket = 0',
    'invalid_field The field transfers_per_ticket is not valid: 0 is not from 1 to 1000.'),
  ('transfers_per_ticket = null', 'fine'),
  ('waitlist_offer_minutes = 9',
    'invalid_field The field waitlist_offer_minutes is not valid: 9 is not from 10 to 20160.'),
  ('waitlist_max_quantity = 101',
    'invalid_field The field waitlist_max_quantity is not valid: 101 is not from 1 to 100.'),
  ('service_fee_minimum = 100, service_fee_maximum = 99',
    'invalid_field The field service_fee_maximum is not valid: 99 is not from 100 to 100000.'),
  ('service_fee_rate = 500, service_fee_minimum = 100, service_fee_maximum = 100', 'fine'),
  ('required_profile_fields = ''{phone, shoe_size}''',
    'invalid_field The field required_profile_fields is not valid: shoe_size is none of email, phone, birth_date, gender, nationality, city, club, emergency_contact.'),
  ('required_profile_fields = ''{null}''',
    'invalid_field The field required_profile_fields is not valid: null is none of email, phone, birth_date, gender, nationality, city, club, emergency_contact.'),
  ('required_profile_fields = null', 'missing_field The field required_profile_fields is missing.'),
  ('required_profile_fields = ''{phone, email, phone}''', 'fine'),
  ('terms_nl = repeat(''x'', 50001)',
    'invalid_field The field terms_nl is not valid: 50001 is not from 0 to 50000.')
) as c (change, said);
select test_support.as_operator();
select is(s.required_profile_fields, '{email,phone}', 'each once, in order')
from events.event_settings as s;
select is((s.service_fee_minimum, s.service_fee_maximum), (100, 100), 'what was fine is kept')
from events.event_settings as s;

select * from finish();
rollback;
