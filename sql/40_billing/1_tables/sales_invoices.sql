-- requires: charges
--
-- What the platform sends orgs for what they paid: one invoice per payment, and a credit note for
-- whatever of it went back. One series of numbers per year for all orgs; signed amounts, so that
-- sums are sums. Machine `sales_invoice`.
--
-- The invoice of a payment is made at the payment provider, which gives it a number of its own
-- beside ours. It has no credit notes, and nothing that takes a paid invoice back: those documents
-- are ours alone. `cause` says why there is one: `payment`, `refund`, `chargeback`, or `reversal`
-- of a chargeback, which restores what its credit note took back. None is written twice for one
-- cause.

create table billing.sales_invoices (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  charge_id uuid not null,
  payment_id uuid not null,
  kind invoicing.document_kind not null,
  cause text not null,
  cause_id uuid not null,
  corrects_id uuid,
  status billing.sales_invoice_status not null,
  year integer not null,
  sequence integer not null,
  number text not null,
  numbered_at timestamptz not null,
  issued_on date not null,
  issued_at timestamptz,
  description text not null,
  language text not null,
  recipient jsonb not null,
  seller jsonb,
  net_amount integer not null,
  vat_amount integer not null,
  total_amount integer not null,
  vat_basis_points integer not null,
  currency text not null,
  mollie_sales_invoice_id text,
  mollie_invoice_number text,
  provider_created_at timestamptz,
  revision smallint not null default 1,
  tries integer not null default 0,
  problem text,
  cell text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint sales_invoices_pkey primary key (org_id, id),
  constraint sales_invoices_charge_fkey foreign key (org_id, charge_id)
    references billing.charges (org_id, id),
  constraint sales_invoices_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint sales_invoices_corrects_fkey foreign key (org_id, corrects_id)
    references billing.sales_invoices (org_id, id),
  constraint sales_invoices_id_is_unique unique (id),
  constraint a_cause_has_one_document unique (org_id, cause, cause_id),
  constraint a_number_is_given_once unique nulls not distinct (cell, year, sequence),
  constraint number_is_unique unique nulls not distinct (cell, number),
  constraint mollie_sales_invoice_id_is_unique unique (mollie_sales_invoice_id),
  constraint cause_is_known check (cause in ('payment', 'refund', 'chargeback', 'reversal')),
  constraint cause_says_which_kind
    check ((kind = 'credit_note') = (cause in ('refund', 'chargeback'))),
  constraint an_invoice_is_of_its_payment check (cause <> 'payment' or cause_id = payment_id),
  constraint others_correct_a_document check ((cause <> 'payment') = (corrects_id is not null)),
  constraint credit_notes_are_negative check ((kind = 'credit_note') = (total_amount < 0)),
  constraint total_is_net_and_vat check (total_amount = net_amount + vat_amount),
  constraint sequence_is_positive check (sequence > 0),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint issued_at_is_set_iff_issued check ((status = 'issued') = (issued_at is not null)),
  constraint the_provider_makes_those_of_payments check (
    case cause
      when 'payment' then seller is null and (status = 'issued') = (mollie_sales_invoice_id is not null)
      else seller is not null and status = 'issued' and mollie_sales_invoice_id is null
    end
  )
);
create index sales_invoices_charge_idx on billing.sales_invoices (org_id, charge_id);
create index sales_invoices_payment_idx on billing.sales_invoices (org_id, payment_id);
create index sales_invoices_provider_created_at_idx
  on billing.sales_invoices (provider_created_at) where provider_created_at is not null;
create index sales_invoices_corrects_idx on billing.sales_invoices (org_id, corrects_id)
  where corrects_id is not null;
alter table billing.sales_invoices enable row level security;
comment on table billing.sales_invoices is
  'Invoices and credit notes of the platform to orgs. Cents, VAT included; negative of credit notes.';
comment on column billing.sales_invoices.cause_id is 'The payment, refund or chargeback.';
comment on column billing.sales_invoices.corrects_id is 'The document that it takes back, or part of it.';
comment on column billing.sales_invoices.issued_on is
  'The day of its number, where the platform is.';
comment on column billing.sales_invoices.issued_at is
  'When it was there to be read: of an invoice, when the provider had made it.';
comment on column billing.sales_invoices.provider_created_at is
  'When the provider says that it was made.';
comment on column billing.sales_invoices.seller is
  'The platform as it stands on it; null where the provider knows it.';
comment on column billing.sales_invoices.revision is
  'How often it was addressed anew after the provider refused it, plus one.';
comment on column billing.sales_invoices.tries is
  'How often somebody set out to make it at the provider: after the first, it may be there already.';
comment on column billing.sales_invoices.problem is 'What a person has to look at.';
comment on column billing.sales_invoices.cell is
  'The cell that numbered it, when the org has moved here with it; null: this one.';

-- Numbers of documents that orgs took along to another cell: given here, and so no gap.
create table billing.departed_numbers (
  year integer not null,
  sequence integer not null,
  org_id uuid not null,
  number text not null,
  constraint departed_numbers_pkey primary key (year, sequence)
);
alter table billing.departed_numbers enable row level security;
comment on table billing.departed_numbers is
  'Numbers of the platform''s invoices to orgs that have left this database.';
