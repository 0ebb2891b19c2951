-- What this room keeps of people who pay.

insert into tenancy.retention_classes (class, description, act, reason) values
  ('books', 'What was paid when, by which method and reference, and what the provider said of it.', 'keep',
   'It belongs to the books, which are kept for seven years (article 52 AWR).');

insert into tenancy.personal_data (
  table_name, class, position, columns, of_person, erase, still_holds, since
) values
  ('payments.payments', 'books', 3, array['reference', 'checkout_url', 'return_url'],
   't.payable_id = any (s.ids)', 'checkout_url = null, return_url = null',
   'num_nonnulls(t.checkout_url, t.return_url) > 0', null),
  ('payments.payment_events', 'books', 3, array['raw'],
   't.payment_id = any (array(select p.id from payments.payments as p where p.org_id = t.org_id and p.payable_id = any (s.ids)))',
   null, 'true', null),
  ('payments.refunds', 'notes', 3, array['reason', 'internal_note'],
   't.payable_id = any (s.ids)', 'reason = null, internal_note = null',
   'num_nonnulls(t.reason, t.internal_note) > 0',
   'coalesce(t.refunded_at, t.failed_at, t.canceled_at)'),
  ('payments.payment_reviews', 'notes', 3, array['note'],
   't.payment_id = any (array(select p.id from payments.payments as p where p.org_id = t.org_id and p.payable_id = any (s.ids)))',
   'note = null', 't.note is not null', 't.resolved_at');

insert into tenancy.erasure_guards (position, function) values (7, 'payments.guard_erasure');
