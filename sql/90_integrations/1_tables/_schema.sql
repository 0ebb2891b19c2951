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
