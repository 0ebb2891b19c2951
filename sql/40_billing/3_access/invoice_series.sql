-- Written by take_invoice_number only.
revoke all on billing.invoice_series from anon, authenticated, service_role;
create policy all_nobody on billing.invoice_series using (false);
