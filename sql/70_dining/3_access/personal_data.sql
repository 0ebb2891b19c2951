-- What this room keeps of guests.

insert into tenancy.retention_classes (
  class, description, act, starts, keep_days, min_days, max_days, reason
) values
  ('guests', 'Names, addresses, preferences and tags of guests of restaurants.', 'blank',
   'their last reservation ended', 730, 30, 1825, null),
  ('reservations', 'What guests and staff wrote on reservations: wishes, allergies, why one was cancelled.',
   'blank', 'the reservation ended', 365, 1, 1825, null);

insert into tenancy.personal_data (
  table_name, class, position, columns, is_person, of_person, erase, still_holds, since
) values
  ('dining.customers', 'guests', 1,
   array['first_name', 'last_name', 'email', 'phone_number', 'tags', 'preferences', 'notes'], true,
   't.email = any (s.emails) or t.user_id = any (s.user_ids) or t.id = any (s.ids)',
   'first_name = null, last_name = null, email = null, phone_number = null, language = null, user_id = null, whatsapp_opt_in = false, tags = ''[]'', preferences = ''{}'', notes = null, erased_at = core.clock()',
   't.erased_at is null',
   'greatest(t.created_at, (select max(r.ends_at) from dining.reservations as r where r.org_id = t.org_id and r.location_id = t.location_id and r.customer_id = t.id))'),
  -- Why the system ended a reservation stays: that is no word of theirs.
  ('dining.reservations', 'reservations', 2,
   array['guest_notes', 'internal_notes', 'badges', 'return_url', 'cancellation_reason'], true,
   't.customer_id = any (s.ids) or t.user_id = any (s.user_ids)',
   'user_id = null, guest_notes = null, internal_notes = null, badges = ''[]'', return_url = null, cancellation_reason = case when t.cancelled_by = ''system'' then t.cancellation_reason end',
   'num_nonnulls(t.user_id, t.guest_notes, t.internal_notes, t.return_url) > 0 or t.badges <> ''[]'' or (t.cancellation_reason is not null and t.cancelled_by <> ''system'')',
   't.ends_at');

insert into tenancy.erasure_guards (position, function) values (3, 'dining.guard_erasure');
