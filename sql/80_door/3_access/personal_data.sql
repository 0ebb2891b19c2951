-- What this room keeps of people who come in, and of those who let them in.

insert into tenancy.retention_classes (
  class, description, act, starts, keep_days, min_days, max_days, reason
) values
  ('device_addresses', 'The networks from which devices logged in.', 'blank',
   'the session ended', 90, 1, 365, null);

insert into tenancy.personal_data (
  table_name, class, position, columns, of_person, erase, still_holds, since
) values
  ('door.terminal_sessions', 'device_addresses', 4, array['address'], null,
   'address = null', 't.address is not null', 't.expires_at'),
  ('door.admissions', 'tickets', 4, '{}', 't.ticket_instance_id = any (s.ids)', null, 'true', null),
  ('door.scan_logs', 'notes', 4, array['reason'], 't.ticket_instance_id = any (s.ids)',
   'reason = ''-''', 't.mode = ''override'' and t.reason <> ''-''', 't.received_at'),
  ('door.handouts', 'notes', 4, array['undo_reason'], 't.ticket_instance_id = any (s.ids)',
   'undo_reason = ''-''', 't.undo_reason <> ''-''', 't.undone_at');
