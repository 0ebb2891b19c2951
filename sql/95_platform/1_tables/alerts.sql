-- What somebody should look at: repeated failed payments, orgs whose money goes back more than that
-- of others, scans that cannot be right. A rule is a function that finds its subjects; how much is
-- too much stands in the setting `platform.alert_<rule>`: [at least so many, within so many hours,
-- and what the rule needs more]; where the first is 0, the rule is off. Signature:
--   function  (since timestamptz, setting jsonb) returns table (org_id uuid, subject text,
--             score numeric, facts jsonb, last_at timestamptz): who is over the threshold by what
--             happened since then, and when it happened last

create table platform.alert_rules (
  rule text not null,
  function text not null,
  subject_kind text not null,
  description text not null,
  last_run_at timestamptz not null default '-infinity',
  last_error text,
  constraint alert_rules_pkey primary key (rule),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$'),
  constraint subject_kind_is_known
    check (subject_kind in ('email', 'address', 'org', 'code', 'ticket', 'event', 'device'))
);
alter table platform.alert_rules enable row level security;
comment on table platform.alert_rules is 'What is watched for, and by which function.';

create type platform.alert_status as enum ('open', 'reviewing', 'closed');
comment on type platform.alert_status is 'States of the machine `alert`.';

-- One row per rule and subject. It is opened again when it goes on after it was closed. Not
-- audited, since the org that it is about reads the audit log; administrators have their own.
create table platform.alerts (
  id uuid not null default core.new_id(),
  rule text not null,
  subject text not null,
  org_id uuid,
  status platform.alert_status not null default 'open',
  score integer not null,
  facts jsonb not null,
  times_opened integer not null default 1,
  opened_at timestamptz not null default core.clock(),
  last_at timestamptz not null,
  reviewed_by uuid,
  reviewed_at timestamptz,
  closed_by uuid,
  closed_at timestamptz,
  note text,
  constraint alerts_pkey primary key (id),
  constraint subject_has_one_alert_per_rule unique (rule, subject),
  constraint alerts_rule_fkey foreign key (rule) references platform.alert_rules (rule),
  constraint alerts_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint alerts_reviewed_by_fkey foreign key (reviewed_by) references auth.users (id)
    on delete set null,
  constraint alerts_closed_by_fkey foreign key (closed_by) references auth.users (id)
    on delete set null,
  constraint closed_at_is_set_iff_closed check ((status = 'closed') = (closed_at is not null)),
  constraint who_reviews_since_when check (status <> 'reviewing' or reviewed_at is not null),
  constraint note_is_up_to_2000_characters check (length(note) <= 2000)
);
create index alerts_org_idx on platform.alerts (org_id);
create index alerts_reviewed_by_idx on platform.alerts (reviewed_by);
create index alerts_closed_by_idx on platform.alerts (closed_by);
create index alerts_status_idx on platform.alerts (status, id desc);
alter table platform.alerts enable row level security;
comment on table platform.alerts is 'What administrators of the platform should look at.';
comment on column platform.alerts.subject is
  'Whom it is about: an e-mail or network address, an id, or the hash of a code.';
comment on column platform.alerts.score is 'By what it is over the threshold, as its rule reckons.';
comment on column platform.alerts.last_at is 'When what it is about happened last.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('alert', 'new', 'open', 'A rule found something.'),
  ('alert', 'open', 'reviewing', 'Somebody looks into it.'),
  ('alert', 'open', 'closed', 'It is settled, with a note.'),
  ('alert', 'reviewing', 'closed', 'It is settled, with a note.'),
  ('alert', 'closed', 'open', 'It goes on.');

insert into platform.alert_rules (rule, function, subject_kind, description) values
  ('failed_payments_email', 'platform.failing_emails', 'email',
   'Payments for orders of one e-mail address failed again and again.'),
  ('failed_payments_address', 'platform.failing_addresses', 'address',
   'Payments for orders from one network address failed again and again.'),
  ('failed_payments_org', 'platform.failing_orgs', 'org',
   'A large part of an organisation''s payments failed.'),
  ('refunds_org', 'platform.refunding_orgs', 'org',
   'A large part of what an organisation sold went back.'),
  ('chargebacks_org', 'platform.charged_back_orgs', 'org',
   'Banks took back many of an organisation''s payments.'),
  ('code_at_events', 'platform.travelling_codes', 'code',
   'One ticket''s code was scanned at several events.'),
  ('two_gates', 'platform.copied_tickets', 'ticket',
   'A ticket was scanned by two devices at nearly the same moment.'),
  ('stale_accepts', 'platform.stale_doors', 'event',
   'Devices without a network let many in with tickets that had ended.'),
  ('unknown_codes', 'platform.guessing_devices', 'device',
   'A device scanned many codes that nobody issued.');

insert into core.settings (key, value, minimum, maximum, numbers, description) values
  ('platform.alert_failed_payments_email', '[5, 24]', 0, 10000, 2,
   'Failed payments of one e-mail address that open an alert, within how many hours. The first 0: none does, as for all rules.'),
  ('platform.alert_failed_payments_address', '[10, 24]', 0, 10000, 2,
   'Failed payments from one network address that open an alert, within how many hours.'),
  ('platform.alert_failed_payments_org', '[20, 24, 50]', 0, 10000, 3,
   'Failed payments of an organisation that open an alert, within how many hours, and of which percentage of all that ended.'),
  ('platform.alert_refunds_org', '[10, 720, 20]', 0, 10000, 3,
   'Refunds of an organisation that open an alert, within how many hours, and at which percentage of what it sold.'),
  ('platform.alert_chargebacks_org', '[3, 2160, 1]', 0, 10000, 3,
   'Chargebacks of an organisation that open an alert, within how many hours, and at which percentage of its payments.'),
  ('platform.alert_code_at_events', '[2, 24]', 0, 10000, 2,
   'Events at which one code was scanned that open an alert, within how many hours.'),
  ('platform.alert_two_gates', '[1, 24, 10]', 0, 10000, 3,
   'How often a ticket was scanned by two devices that opens an alert, within how many hours, and within how many seconds of each other.'),
  ('platform.alert_stale_accepts', '[5, 24]', 0, 10000, 2,
   'Tickets that had ended and were let in at an event that open an alert, within how many hours.'),
  ('platform.alert_unknown_codes', '[30, 24]', 0, 10000, 2,
   'Codes that nobody issued, scanned by one device, that open an alert, within how many hours.');
