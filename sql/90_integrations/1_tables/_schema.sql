-- Room integrations: what others learn of an org, and what they hand in. It reads what all rooms
-- below wrote to the audit log; none of them knows it.

create schema integrations;
comment on schema integrations is
  'What happened, as a feed and as webhooks for other systems; timing.';
grant usage on schema integrations to anon, authenticated, service_role;

create type integrations.subject as enum (
  'entry', 'new_registrations_of_order', 'registrations_of_order', 'new_tickets_of_order',
  'ticket_of_transfer', 'registrations_of_participant'
);
comment on type integrations.subject is
  'What an entry of the audit log tells of: the thing that it names, or others that belong to it.';

create type integrations.facts as (
  event_id uuid,
  data jsonb
);
comment on type integrations.facts is
  'The event that something belongs to, if any, and what other systems learn of it: ids, numbers, amounts, no person.';

create type integrations.feed_cursor as (
  scope_id uuid,
  change_id bigint,
  moment bigint,
  after_id uuid
);
comment on type integrations.feed_cursor is
  'How far somebody has read: the org or event that it is of, the last entry of the audit log and its moment in microseconds; while a list is read that began there, the last row of it.';

insert into core.settings (key, value, minimum, maximum, description) values
  ('integrations.entries_per_page', '2000', 1, 100000,
   'How many entries of the audit log one call of get_changes goes through at most.');

create type integrations.outcome as enum ('finished', 'dnf', 'dns', 'dsq');
comment on type integrations.outcome is
  'How a race ended for somebody: did finish, did not finish, did not start, was disqualified.';

create type integrations.result_list_status as enum ('unpublished', 'published');
comment on type integrations.result_list_status is 'Whether everybody sees the results of an event.';

create type integrations.result_line as (
  line integer,
  bib text,
  registration_id uuid,
  is_removed boolean,
  outcome integrations.outcome,
  gun_time interval,
  net_time interval,
  splits jsonb,
  problem text
);
comment on type integrations.result_line is
  'A line of results that somebody hands in, whose it is, or what is wrong with it.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('result_list', 'new', 'unpublished', 'The first results of an event were handed in.'),
  ('result_list', 'unpublished', 'published', 'Everybody sees them.'),
  ('result_list', 'published', 'unpublished', 'Only staff sees them again.');
