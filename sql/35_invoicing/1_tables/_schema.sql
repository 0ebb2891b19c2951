-- Room invoicing: invoices and credit notes for what was paid, numbered without gaps. Like payments
-- it knows payables, not what they are for: the payable's kind registers a function that tells what
-- stands on its invoice.

create schema invoicing;
comment on schema invoicing is
  'Legal entities, details of buyers, invoices and credit notes, their numbers.';
grant usage on schema invoicing to anon, authenticated, service_role;

create type invoicing.document_kind as enum ('invoice', 'credit_note');
comment on type invoicing.document_kind is 'An invoice, or the credit note that takes back part of one.';

create type invoicing.issue_rule as enum ('on_request', 'always');
comment on type invoicing.issue_rule is 'Whether each sale has an invoice, or those for which one is asked.';

create type invoicing.reverse_charge_rule as enum ('never', 'products', 'everything');
comment on type invoicing.reverse_charge_rule is
  'For which lines the VAT is reverse charged to businesses in other member states of the EU.';

create type invoicing.line as (
  kind text,
  source_id uuid,
  name text,
  quantity integer,
  unit_amount integer,
  discount_amount integer,
  total_amount integer,
  vat_rate integer,
  vat_amount integer,
  is_reverse_charged boolean,
  credited_line smallint
);
comment on type invoicing.line is 'One line of an invoice that is being written. Cents, VAT included.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('request_invoice', 'key', 20, 3600, 'Requests for the invoice of one order.');
