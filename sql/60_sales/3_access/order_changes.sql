-- Read by carry_out only.
revoke all on sales.order_changes from anon, authenticated, service_role;
create policy all_nobody on sales.order_changes using (false);
