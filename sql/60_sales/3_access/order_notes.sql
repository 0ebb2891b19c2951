-- Staff with orders.read see the notes on their org's orders.
-- NOTE: insert is not granted, because add_order_note says who wrote it; update and delete are not
-- granted, because notes stay as they were written.
revoke all on sales.order_notes from anon, authenticated, service_role;
grant select on sales.order_notes to authenticated;
create policy select_staff on sales.order_notes for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _900_audit after insert or update or delete on sales.order_notes
  for each row execute function core.tg__audit('order_note', 'body');
