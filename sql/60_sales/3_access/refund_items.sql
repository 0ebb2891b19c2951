-- Staff with payments.read see what their org's refunds are for.
-- NOTE: insert, update and delete are not granted, because only functions write refunds.
revoke all on sales.refund_items from anon, authenticated, service_role;
grant select on sales.refund_items to authenticated;
create policy select_finance on sales.refund_items for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _900_audit after insert or update or delete on sales.refund_items
  for each row execute function core.tg__audit('refund_item');

create trigger _300_retry after insert on payments.refunds
  for each row when (new.retry_of is not null) execute function sales.tg_refunds__retry();
