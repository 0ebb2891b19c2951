-- Read by the functions of this room only.
revoke all on invoicing.invoiceables from anon, authenticated, service_role;
create policy all_nobody on invoicing.invoiceables using (false);
