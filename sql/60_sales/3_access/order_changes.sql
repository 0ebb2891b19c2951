-- Read by carry_out only.
revoke all on sales.order_changes from anon, authenticated, service_role;
create policy all_nobody on sales.order_changes using (false);

insert into sales.order_changes (purpose, function, description) values
  ('swap', 'sales.replace_ticket', 'The ticket becomes one for another distance or wave.'),
  ('deferral', 'sales.replace_ticket', 'The ticket becomes one for the next edition.');
