-- requires: personal_data
--
-- What every org keeps of people, and this room's and core's own tables with personal data. What is
-- of a room above stands there.

insert into tenancy.retention_classes (
  class, description, act, starts, keep_days, min_days, max_days, reason
) values
  ('consents', 'What people agreed to, as proof of it.', 'delete',
   'it was taken back, or followed by a later word', 1825, 30, 1825, null),
  ('invitations', 'E-mail addresses of people who were invited to join.', 'delete',
   'the invitation ended', 365, 1, 730, null),
  ('dead_letters', 'Messages that could not be delivered, with their contents.', 'delete',
   'they were given up', 90, 7, 365, null),
  ('notes', 'What staff wrote about people, orders, money and scans.', 'delete',
   'it was written, or the event ended', 730, 30, 2555, null),
  ('letters', 'Mail that waits to be sent.', 'delete', null, null, null, null,
   'It is removed when it was delivered, and given up after some days when it was not.'),
  ('audit_log', 'Who changed what of theirs, when and from where; their values as keyed hashes.', 'keep',
   null, null, null, null,
   'It proves what happened, and ends with the months of the audit log itself.');

insert into tenancy.personal_data (
  table_name, class, position, columns, of_person, erase, still_holds, since
) values
  ('tenancy.consents', 'consents', 4, array['email_hash'],
   't.email_hash = any (s.email_hashes)', 'delete', 'true',
   'case when not t.is_given or exists (select from tenancy.consents as l where l.org_id = t.org_id and l.email_hash = t.email_hash and l.purpose = t.purpose and l.said_at > t.said_at) then t.said_at end'),
  ('tenancy.org_invitations', 'invitations', 4, array['email'],
   'lower(t.email) = any (s.emails)', 'delete', 't.status <> ''pending''',
   'coalesce(t.accepted_at, t.revoked_at, t.expired_at)'),
  ('core.outbox_dead', 'dead_letters', 5, array['payload'],
   't.channel = ''email'' and (split_part(t.aggregate, '':'', 2) = any (s.ids::text[]) or lower(t.payload ->> ''email'') = any (s.emails))',
   'delete', 'true', 't.died_at'),
  ('core.outbox_events', 'letters', 5, array['payload'],
   't.channel = ''email'' and (split_part(t.aggregate, '':'', 2) = any (s.ids::text[]) or lower(t.payload ->> ''email'') = any (s.emails))',
   'delete', 'true', null),
  ('core.audit_log', 'audit_log', 6, array['address', 'user_agent'],
   't.entity_type = any (array[''participant'', ''participant_details'', ''registration'', ''order'', ''ticket_instance'', ''ticket_transfer'', ''waitlist_entry'', ''customer'', ''reservation'']) and t.entity_id = any (s.ids::text[])',
   null, 'true', null);
