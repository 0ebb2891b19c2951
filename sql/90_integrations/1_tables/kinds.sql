-- What an integration can be, as data: which payload its address gets, and how it is configured.

create type integrations.payload as enum ('event', 'contact', 'start_list');
comment on type integrations.payload is
  'What is delivered: what happened, a person to be kept as a contact, or that a start list changed.';

create type integrations.field_type as enum ('url', 'text', 'headers', 'mapping', 'texts');
comment on type integrations.field_type is
  'What a field of a configuration holds: an address, a line of text, HTTP headers, names for fields of the payload, a list of short texts.';

create table integrations.kinds (
  kind text not null,
  payload integrations.payload not null,
  description text not null,
  constraint kinds_pkey primary key (kind),
  constraint kind_is_snake_case check (kind ~ '^[a-z][a-z_]*$')
);
alter table integrations.kinds enable row level security;
comment on table integrations.kinds is 'What an integration can be.';

create table integrations.kind_fields (
  kind text not null,
  field text not null,
  type integrations.field_type not null,
  is_required boolean not null,
  description text not null,
  constraint kind_fields_pkey primary key (kind, field),
  constraint kind_fields_kind_fkey foreign key (kind) references integrations.kinds (kind)
);
alter table integrations.kind_fields enable row level security;
comment on table integrations.kind_fields is 'What the configuration of each kind consists of.';

insert into integrations.kinds (kind, payload, description) values
  ('webhook', 'event', 'Tells what happened, as {type, timestamp, data}.'),
  ('crm', 'contact', 'Keeps a system of customers up to date with those who agreed to marketing.'),
  ('email_marketing', 'contact', 'Keeps a mailing list up to date with those who agreed to marketing.'),
  ('timing', 'start_list', 'Tells that the start list of an event changed, and where to read how.');

insert into integrations.kind_fields (kind, field, type, is_required, description) values
  ('webhook', 'url', 'url', true, 'Where to deliver.'),
  ('webhook', 'headers', 'headers', false, 'Headers that go along, without any secret.'),
  ('crm', 'url', 'url', true, 'Where to deliver.'),
  ('crm', 'headers', 'headers', false, 'Headers that go along, without any secret.'),
  ('crm', 'field_mapping', 'mapping', false, 'How fields of a contact are called there: email, name, language, tags, consent.'),
  ('crm', 'tags', 'texts', false, 'Tags that every contact gets.'),
  ('email_marketing', 'url', 'url', true, 'Where to deliver.'),
  ('email_marketing', 'headers', 'headers', false, 'Headers that go along, without any secret.'),
  ('email_marketing', 'list_id', 'text', true, 'The list, or audience, that contacts are put on.'),
  ('email_marketing', 'field_mapping', 'mapping', false, 'How fields of a contact are called there: email, name, language, tags, consent.'),
  ('email_marketing', 'tags', 'texts', false, 'Tags that every contact gets.'),
  ('timing', 'url', 'url', true, 'Where to deliver.'),
  ('timing', 'headers', 'headers', false, 'Headers that go along, without any secret.');

-- How long a delivery waits after each failed attempt. The pauses are those that the specification
-- of Standard Webhooks 1.0.0 gives as an example: ten attempts in 75 hours and 35 minutes. Up to a
-- tenth more is added by chance, so that what failed together is not tried again together.
create table integrations.retries (
  attempts integer not null,
  pause interval not null,
  constraint retries_pkey primary key (attempts),
  constraint attempts_begin_at_1 check (attempts > 0),
  constraint pause_is_positive check (pause > interval '0')
);
alter table integrations.retries enable row level security;
comment on table integrations.retries is
  'How long a delivery waits after so many attempts; after one more it is given up.';

insert into integrations.retries (attempts, pause) values
  (1, interval '5 seconds'),
  (2, interval '5 minutes'),
  (3, interval '30 minutes'),
  (4, interval '2 hours'),
  (5, interval '5 hours'),
  (6, interval '10 hours'),
  (7, interval '14 hours'),
  (8, interval '20 hours'),
  (9, interval '24 hours');

insert into core.settings (key, value, minimum, maximum, description) values
  ('integrations.max_per_org', '20', 1, 1000, 'How many integrations an organisation can have.'),
  ('integrations.rotation_hours', '24', 1, 720,
   'How long the old secret of an integration signs along after a new one was made.'),
  ('integrations.disable_after_hours', '72', 1, 720,
   'After how many hours without one success an integration that fails is disabled.'),
  ('integrations.job_days', '30', 1, 365, 'How many days deliveries are shown after they ended.');
insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('integrations.local_urls_are_allowed', 'false', null, null, true,
   'Whether integrations may have addresses with http:// and hosts without a domain, on a local stack. The workers connect only where WEBHOOK_ALLOWED_NETWORKS lets them.');

insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('test_integration', 'key', 30, 3600, true, 'Tests and replays of one integration.');
