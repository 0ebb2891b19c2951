-- Read by read_export() and open_export() only.
revoke all on sales.export_kinds from anon, authenticated, service_role;
create policy all_nobody on sales.export_kinds using (false);

insert into sales.export_kinds (kind, function, permission, needs_event, filters, description)
values
  ('orders', 'sales.export_orders', 'orders.read', false,
   array['status', 'from', 'to', 'settlement_id'], 'Orders, and what of them was paid out.'),
  ('registrations', 'sales.export_registrations', 'registrations.read', true,
   array['status', 'ticket_type_id', 'wave_id', 'include_sensitive'], 'Who takes part.'),
  ('participants', 'sales.export_participants', 'participants.read', false,
   array['include_sensitive'], 'People.'),
  ('tickets', 'sales.export_tickets', 'orders.read', false,
   array['status', 'ticket_type_id', 'settlement_id'], 'Tickets.'),
  ('products', 'sales.export_products', 'orders.read', false, '{}', 'What is to be handed out.'),
  ('start_list', 'sales.export_start_list', 'registrations.read', true,
   array['ticket_type_id', 'wave_id'], 'Who starts.'),
  ('payouts', 'sales.export_payouts', 'payments.read', false,
   array['from', 'to', 'settlement_id'], 'What settlements are made of.');
