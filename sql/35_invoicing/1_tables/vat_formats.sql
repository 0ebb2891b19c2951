-- How VAT numbers look in the member states of the EU, after their prefix, which is the country's
-- code but in Greece. Northern Ireland (XI) counts as a member for goods only, and so is not here.

create table invoicing.vat_formats (
  country text not null,
  prefix text not null,
  pattern text not null,
  constraint vat_formats_pkey primary key (country),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$')
);
alter table invoicing.vat_formats enable row level security;
comment on table invoicing.vat_formats is 'VAT numbers of the member states of the EU: prefix and form.';

insert into invoicing.vat_formats (country, prefix, pattern) values
  ('AT', 'AT', 'U[0-9]{8}'),
  ('BE', 'BE', '[01][0-9]{9}'),
  ('BG', 'BG', '[0-9]{9,10}'),
  ('CY', 'CY', '[0-9]{8}[A-Z]'),
  ('CZ', 'CZ', '[0-9]{8,10}'),
  ('DE', 'DE', '[0-9]{9}'),
  ('DK', 'DK', '[0-9]{8}'),
  ('EE', 'EE', '[0-9]{9}'),
  ('ES', 'ES', '([A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])'),
  ('FI', 'FI', '[0-9]{8}'),
  ('FR', 'FR', '[0-9A-HJ-NP-Z]{2}[0-9]{9}'),
  ('GR', 'EL', '[0-9]{9}'),
  ('HR', 'HR', '[0-9]{11}'),
  ('HU', 'HU', '[0-9]{8}'),
  ('IE', 'IE', '([0-9][0-9A-Z+*][0-9]{5}[A-Z]|[0-9]{7}[A-Z]{2})'),
  ('IT', 'IT', '[0-9]{11}'),
  ('LT', 'LT', '([0-9]{9}|[0-9]{12})'),
  ('LU', 'LU', '[0-9]{8}'),
  ('LV', 'LV', '[0-9]{11}'),
  ('MT', 'MT', '[0-9]{8}'),
  ('NL', 'NL', '[0-9A-Z+*]{10}[0-9]{2}'),
  ('PL', 'PL', '[0-9]{10}'),
  ('PT', 'PT', '[0-9]{9}'),
  ('RO', 'RO', '[0-9]{2,10}'),
  ('SE', 'SE', '[0-9]{12}'),
  ('SI', 'SI', '[0-9]{8}'),
  ('SK', 'SK', '[0-9]{10}');
