-- What this room keeps of people to whom invoices are addressed.

insert into tenancy.retention_classes (
  class, description, act, starts, keep_days, min_days, max_days, reason
) values
  ('invoice_details', 'To whom an invoice is to be addressed, until it is issued and after.', 'blank',
   'it was given', 730, 30, 2555, null),
  ('invoices', 'Invoices and credit notes, with the names and addresses on them.', 'keep',
   null, null, null, null,
   'The law forbids to change them, and has them kept for seven years (article 52 AWR).');

insert into tenancy.personal_data (
  table_name, class, position, columns, of_person, erase, still_holds, since
) values
  ('invoicing.buyers', 'invoice_details', 3,
   array['company', 'name', 'address', 'postal_code', 'city', 'country', 'vat_number', 'reference',
     'email'],
   't.payable_id = any (s.ids)',
   'company = null, name = null, address = null, postal_code = null, city = null, country = null, vat_number = null, reference = null, email = null',
   'num_nonnulls(t.company, t.name, t.address, t.postal_code, t.city, t.country, t.vat_number, t.reference, t.email) > 0',
   't.updated_at'),
  ('invoicing.invoices', 'invoices', 3, array['buyer'], 't.payable_id = any (s.ids)', null, 'true',
   null),
  -- What products were to say stands in their names.
  ('invoicing.invoice_lines', 'invoices', 4, array['name'],
   't.invoice_id = any (array(select i.id from invoicing.invoices as i where i.org_id = t.org_id and i.payable_id = any (s.ids)))',
   null, 'true', null);
