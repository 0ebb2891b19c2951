-- What can be invoiced: for each kind of payable the function that tells what stands on its
-- invoice. A room above registers one row per kind. Signature:
--   facts_function  (org_id uuid, payable_id uuid) returns jsonb: {state, language, name, email,
--                   subject, subject_number, supplied_at, due_at, paid_at, lines: [{kind,
--                   source_id, name, quantity, unit_amount, discount_amount, total_amount,
--                   vat_rate, vat_amount}], refunds: {refund_id: [{source_id, quantity, amount}]}},
--                   refunds being those of its payments. state: `settled`; `due` when it is to
--                   be paid on invoice; `ended` when nothing is owed any more; else `open`

create table invoicing.invoiceables (
  kind text not null,
  facts_function text not null,
  constraint invoiceables_pkey primary key (kind),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (facts_function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table invoicing.invoiceables enable row level security;
comment on table invoicing.invoiceables is 'Kinds of payables that have invoices, and who tells what is on them.';
