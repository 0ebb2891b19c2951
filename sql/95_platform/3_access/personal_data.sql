-- What this room keeps of people: about whom administrators of the platform were warned.

insert into tenancy.retention_classes (
  class, description, act, starts, keep_days, min_days, max_days, reason
) values
  ('alerts', 'E-mail and network addresses that looked like abuse.', 'delete',
   'the alert was closed', 365, 30, 730, null);

insert into tenancy.personal_data (
  table_name, class, position, columns, of_person, erase, still_holds, since
) values
  ('platform.alerts', 'alerts', 4, array['subject', 'facts', 'note'], null, 'delete', 'true',
   't.closed_at');
