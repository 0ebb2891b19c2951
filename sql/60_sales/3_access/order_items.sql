-- Staff with orders.read see their org's order lines.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.order_items from anon, authenticated, service_role;
grant select on sales.order_items to authenticated;
create policy select_staff on sales.order_items for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _900_audit after update or delete on sales.order_items
  for each row execute function core.tg__audit('order_item', 'personalisation');
