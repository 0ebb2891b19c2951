-- Functions queue the work, and a sweep does it; what waits is told by billing_history.
revoke all on billing.invoice_tasks from anon, authenticated, service_role;
create policy all_nobody on billing.invoice_tasks using (false);

insert into core.sweeps (name, function, every, batch)
values ('billing.invoices', 'billing.sweep_invoices', interval '2 seconds', 100);
