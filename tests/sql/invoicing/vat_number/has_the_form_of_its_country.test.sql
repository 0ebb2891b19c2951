begin;
select plan(37);

select is(invoicing.vat_number(n.given, n.country), n.expected, n.country || ' ' || n.given)
from (
  values
  ('NL', 'nl 1234.56789 b01', 'NL123456789B01'), ('NL', 'NL00+*A5678901', 'NL00+*A5678901'),
  ('BE', 'BE 0403.019.261', 'BE0403019261'), ('DE', 'DE123456789', 'DE123456789'),
  ('AT', 'ATU12345678', 'ATU12345678'), ('GR', 'EL123456789', 'EL123456789'),
  ('FR', 'FRXX123456789', 'FRXX123456789'), ('ES', 'ESX1234567X', 'ESX1234567X'),
  ('IE', 'IE1234567WA', 'IE1234567WA'), ('IE', 'IE1A23456B', 'IE1A23456B'),
  ('SE', 'SE123456789012', 'SE123456789012'), ('LT', 'LT123456789', 'LT123456789'),
  ('CY', 'CY12345678L', 'CY12345678L'), ('RO', 'RO12', 'RO12'), ('IT', 'IT12345678901', 'IT12345678901'),
  ('GB', 'GB 123 4567 89', 'GB123456789'), ('CH', 'CHE-123.456.789', 'CHE123456789')
) as n (country, given, expected);
select is(invoicing.vat_number(given, 'NL'), null, 'nothing stays nothing')
from unnest(array[null, '', '  ']) as given;
select test_support.throws_slug(
  format('select invoicing.vat_number(%L, %L)', n.given, n.country), 400, 'invalid_field',
  n.country || ' ' || n.given)
from (
  values
  ('NL', 'NL12345678'), ('NL', 'BE0403019261'), ('NL', '123456789B01'), ('BE', 'BE2403019261'),
  ('BE', 'BE403019261'), ('DE', 'DE12345678'), ('DE', 'DE1234567890'), ('GR', 'GR123456789'),
  ('AT', 'AT12345678'), ('DK', 'DK1234567'), ('PL', 'PL12345678A'), ('FI', 'FI123456789'),
  ('GB', 'X'), ('US', '1234567890123456789012'), ('NL', repeat('N', 50))
) as n (country, given);
select is(
  (select count(*) from invoicing.vat_formats as f where core.is_country(f.country)), 27::bigint,
  'there are 27 member states');
select test_support.throws_slug(
  $$ select invoicing.vat_number('NL123456789B01', null) $$, 400, 'missing_field');

select * from finish();
rollback;
