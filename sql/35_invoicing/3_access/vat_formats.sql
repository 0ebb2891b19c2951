-- Only functions look them up.
revoke all on invoicing.vat_formats from anon, authenticated, service_role;
create policy all_nobody on invoicing.vat_formats using (false);
