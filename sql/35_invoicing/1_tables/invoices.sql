-- requires: legal_entities
--
-- Invoices and credit notes: one series of numbers, signed amounts, so that sums are sums. Never
-- changed: whatever stands on it is a copy. What is wrong is taken back by a credit note.

create table invoicing.invoices (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  legal_entity_id uuid not null,
  kind invoicing.document_kind not null,
  year integer not null,
  sequence integer not null,
  number text not null,
  payable_id uuid not null,
  credited_invoice_id uuid,
  refund_id uuid,
  reason text,
  language text not null,
  subject text not null,
  subject_number text not null,
  seller jsonb not null,
  buyer jsonb not null,
  net_amount integer not null,
  vat_amount integer not null,
  total_amount integer not null,
  currency text not null,
  issued_at timestamptz not null,
  issued_on date not null,
  supplied_on date,
  due_on date,
  paid_on date,
  constraint invoices_pkey primary key (org_id, id),
  constraint invoices_legal_entity_fkey foreign key (org_id, legal_entity_id)
    references invoicing.legal_entities (org_id, id),
  constraint invoices_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint invoices_credited_invoice_fkey foreign key (org_id, credited_invoice_id)
    references invoicing.invoices (org_id, id),
  constraint invoices_refund_fkey foreign key (org_id, refund_id)
    references payments.refunds (org_id, id),
  constraint invoices_id_is_unique unique (id),
  constraint a_number_is_given_once unique (org_id, legal_entity_id, year, sequence),
  constraint number_is_unique unique (org_id, legal_entity_id, number),
  constraint sequence_is_positive check (sequence > 0),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint credit_note_takes_back_an_invoice
    check ((kind = 'credit_note') = (credited_invoice_id is not null)),
  constraint credit_note_has_a_reason check (
    case kind
      when 'credit_note'
        then reason is not null and reason in ('refund', 'cancellation', 'correction')
          and (reason = 'refund') = (refund_id is not null)
      else reason is null and refund_id is null
    end
  ),
  constraint credit_notes_are_negative
    check (case kind when 'credit_note' then total_amount <= 0 else total_amount >= 0 end),
  constraint total_is_net_and_vat check (total_amount = net_amount + vat_amount)
);
create unique index invoices_refund_key on invoicing.invoices (org_id, refund_id)
  where refund_id is not null;
create index invoices_payable_idx on invoicing.invoices (org_id, payable_id);
create index invoices_credited_invoice_idx on invoicing.invoices (org_id, credited_invoice_id)
  where credited_invoice_id is not null;
create index invoices_issued_on_idx on invoicing.invoices (org_id, issued_on);
alter table invoicing.invoices enable row level security;
comment on table invoicing.invoices is
  'Invoices and credit notes. Cents, VAT included; those of credit notes are negative.';
comment on column invoicing.invoices.issued_on is 'The day of issue where the legal entity is.';

-- What was sold, or taken back; a copy, never changed.
create table invoicing.invoice_lines (
  org_id uuid not null,
  invoice_id uuid not null,
  line smallint not null,
  kind text not null,
  source_id uuid,
  name text not null,
  quantity integer not null,
  unit_amount integer not null,
  discount_amount integer not null,
  total_amount integer not null,
  vat_rate integer not null,
  vat_amount integer not null,
  is_reverse_charged boolean not null,
  credited_line smallint,
  constraint invoice_lines_pkey primary key (org_id, invoice_id, line),
  constraint invoice_lines_invoice_fkey foreign key (org_id, invoice_id)
    references invoicing.invoices (org_id, id),
  constraint total_is_quantity_times_price_less_discount
    check (total_amount = quantity * unit_amount - discount_amount),
  constraint vat_fits_in_the_total check (abs(vat_amount) <= abs(total_amount)),
  constraint reverse_charged_lines_have_no_vat
    check (not is_reverse_charged or (vat_rate = 0 and vat_amount = 0))
);
alter table invoicing.invoice_lines enable row level security;
comment on table invoicing.invoice_lines is
  'Lines of invoices. Cents, VAT included; vat_rate in basis points.';
comment on column invoicing.invoice_lines.credited_line is
  'Of a credit note: the line of the invoice that it takes back, or part of it.';

-- How much of an invoice has been taken back. Credit notes never exceed their invoice, and what is
-- sold has one invoice at a time: two constraints, whoever writes.
create table invoicing.balances (
  org_id uuid not null,
  invoice_id uuid not null,
  payable_id uuid not null,
  total_amount integer not null,
  credited_amount integer not null default 0,
  is_open boolean not null generated always as
    (credited_amount < total_amount or total_amount = 0) stored,
  constraint balances_pkey primary key (org_id, invoice_id),
  constraint balances_invoice_fkey foreign key (org_id, invoice_id)
    references invoicing.invoices (org_id, id),
  constraint credit_notes_fit_in_their_invoice check (credited_amount between 0 and total_amount)
);
create unique index balances_one_open_invoice_key on invoicing.balances (org_id, payable_id)
  where is_open;
alter table invoicing.balances enable row level security;
comment on table invoicing.balances is 'How much of each invoice was taken back by credit notes.';
