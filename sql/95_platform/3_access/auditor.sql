-- What auditors read, of all orgs: the logs and their seals, the books, and of sales only which
-- thing belongs to which order. NOTE: nothing is written, and no function is executed by them.
grant execute on function core.pre_request() to auditor;

grant select on
  core.audit_log, core.audit_seals, core.audit_archives, core.audit_remains,
  tenancy.admin_audit_log, core.impersonations, ledger.journals
  to auditor;
grant select (org_id, id) on sales.orders to auditor;
grant select (org_id, id, order_id) on sales.ticket_instances to auditor;
grant select (org_id, id, order_id) on sales.registrations to auditor;
grant select (org_id, id, order_id) on sales.order_notes to auditor;
grant select (org_id, id, payable_id, provider_payment_id, method) on payments.payments to auditor;
grant select (
  org_id, id, payable_id, payment_id, provider, is_external, mollie_refund_id, amount, currency,
  status, reason, created_by, actor_type, reference, recorded_by, failure_reason, retry_of,
  created_at, refunded_at, failed_at, canceled_at
) on payments.refunds to auditor;

create policy select_auditor on core.audit_log for select to auditor using (true);
create policy select_auditor on core.audit_seals for select to auditor using (true);
create policy select_auditor on core.audit_archives for select to auditor using (true);
create policy select_auditor on core.audit_remains for select to auditor using (true);
create policy select_auditor on tenancy.admin_audit_log for select to auditor using (true);
create policy select_auditor on core.impersonations for select to auditor using (true);
create policy select_auditor on ledger.journals for select to auditor using (true);
create policy select_auditor on sales.orders for select to auditor using (true);
create policy select_auditor on sales.ticket_instances for select to auditor using (true);
create policy select_auditor on sales.registrations for select to auditor using (true);
create policy select_auditor on sales.order_notes for select to auditor using (true);
create policy select_auditor on payments.payments for select to auditor using (true);
create policy select_auditor on payments.refunds for select to auditor using (true);
