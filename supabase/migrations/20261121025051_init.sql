-- The whole database, made from nothing: the files of sql/ in their load order.
-- Written by `entree db diff`; change sql/, not this file.

set check_function_bodies = off;

-- sql/00_ground.sql
-- The ground that every room stands on; loaded first of all.
--
-- Functions are executable by everyone unless this is said first, and only the form without
-- `in schema` has an effect. The API roles get nothing by default either, under the old and
-- the new default privileges of hosted Supabase alike: each object grants what it gives.

alter default privileges revoke execute on functions from public;

alter default privileges in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on functions from anon, authenticated, service_role;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;

-- sql/10_core/1_tables/_schema.sql
-- Room core: what every other room is built with. It knows nothing of orgs, events or money.

create schema core;
comment on schema core is
  'Clock, ids, errors, transitions, settings, audit log, outbox, sweeps, rate limits, idempotency.';
grant usage on schema core to anon, authenticated, service_role;

create type core.actor_type as enum ('operator', 'guest', 'system', 'assistant');
comment on type core.actor_type is
  'Who acted: staff of an org, a buyer or visitor, the system itself, or an assistant for staff.';

-- sql/10_core/1_tables/_clock.sql
-- requires: _schema
--
-- The two functions that column defaults need, so they come before the tables.

-- The present moment: the start of the transaction, or the moment that `app.now` names where the
-- setting `core.clock_is_movable` allows it (tests and replays; never in production).
create function core.clock()
  returns timestamptz
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(current_setting('app.now', true), '') = '' then
    return now();
  end if;
  return core.moved_clock();
end
$$;
revoke all on function core.clock() from public;
grant execute on function core.clock() to anon, authenticated, service_role;
comment on function core.clock() is
  'The present moment. Every rule about time reads it, so that every rule can be replayed.';

-- A new identifier, UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits, so that
-- rows made together lie together in their indexes. Real time, also when the clock is moved:
-- an id names a row, it says nothing about the world.
create function core.new_id()
  returns uuid
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
declare
  v_milliseconds bigint := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  v_bytes bytea := uuid_send(gen_random_uuid());
begin
  v_bytes := overlay(v_bytes placing substring(int8send(v_milliseconds) from 3) from 1 for 6);
  -- Version 4 (0100) becomes version 7 (0111); the variant bits are right already.
  return encode(set_bit(set_bit(v_bytes, 52, 1), 53, 1), 'hex')::uuid;
end
$$;
revoke all on function core.new_id() from public;
grant execute on function core.new_id() to anon, authenticated, service_role;
comment on function core.new_id() is 'A new UUID version 7. Ordered by time, and so never a secret.';

-- sql/10_core/1_tables/audit_log.sql
-- One row per change of an audited row, or per act that changes none (a resend, an export).
-- Written by core.tg__audit() and core.audit(). Append-only for everyone, superusers included:
-- a trigger refuses update, delete and truncate.

create table core.audit_log (
  audit_id bigint generated always as identity,
  org_id uuid,
  entity_type text not null,
  entity_id text not null,
  action text not null,
  old_value jsonb,
  new_value jsonb,
  performed_by uuid,
  performed_by_type core.actor_type not null,
  location_id uuid,
  request_id text,
  address text,
  user_agent text,
  created_at timestamptz not null default core.clock(),
  constraint audit_log_pkey primary key (audit_id)
);
create index audit_log_org_entity_idx on core.audit_log (org_id, entity_type, entity_id, audit_id);
create index audit_log_created_at_idx on core.audit_log using brin (created_at);
alter table core.audit_log enable row level security;
comment on table core.audit_log is
  'Who did what, when and from where, with old and new values of what changed. Append-only.';
comment on column core.audit_log.old_value is 'Columns that changed, before; sensitive ones as hashes.';
comment on column core.audit_log.new_value is 'Columns that changed, after; the whole row on creation.';
comment on column core.audit_log.performed_by is 'User id from the access token; null for guests and the system.';

-- sql/10_core/1_tables/errors.sql
-- The registry of errors: every refusal that a client can meet, with its HTTP status. Raised only
-- through core.fail(). In `message` and `hint`, {name} stands for a value of the error's data.

create table core.errors (
  slug text not null,
  http_status smallint not null,
  message text not null,
  hint text not null,
  constraint errors_pkey primary key (slug),
  constraint slug_is_snake_case check (slug ~ '^[a-z][a-z0-9_]*$'),
  constraint http_status_is_an_error check (http_status between 400 and 599)
);
alter table core.errors enable row level security;
comment on table core.errors is 'Every error a client can get: its slug, HTTP status, text and cure.';

-- sql/10_core/1_tables/error_slugs.sql
-- requires: errors
-- The slugs, by subject. docs/errors.md is generated from this table.

insert into core.errors (slug, http_status, message, hint) values
  -- input
  ('missing_field', 400, 'The field {field} is missing.', 'Send {field} with a value.'),
  ('invalid_field', 400, 'The field {field} is not valid: {reason}.', 'Correct {field} and send the request again.'),
  ('invalid_email', 400, 'The e-mail address {email} is not valid.', 'Check the address and send the request again.'),
  ('invalid_quantity', 400, 'The quantity {quantity} is not valid: it must be a whole number from 1 to {max}.', 'Correct the quantity.'),
  ('duplicate_line', 400, 'The ticket type {ticket_type_id} stands in the order more than once.', 'Put everything of one ticket type into one line.'),
  ('too_many_lines', 400, 'The order has {lines} lines; {max} is the limit.', 'Divide it into several orders.'),
  ('idempotency_key_reused', 422, 'This idempotency key was used for a different request.', 'Use a new key for a new request; repeat the old request unchanged to get its answer.'),
  -- who you are
  ('sign_in_required', 401, 'This needs a signed-in user.', 'Sign in and send the access token.'),
  ('not_allowed', 403, 'Your role in this organisation does not permit this ({permission}).', 'Ask an owner or admin of the organisation.'),
  ('platform_admin_required', 403, 'Only administrators of the platform may do this.', 'Ask the platform''s support.'),
  ('not_found', 404, 'There is no {what} {id} that you have access to.', 'Check the id and the organisation you are signed in for.'),
  ('rate_limited', 429, 'Too many requests. Try again in {retry_after} seconds.', 'Wait {retry_after} seconds, then continue more slowly.'),
  -- states
  ('invalid_transition', 409, 'A {machine} cannot go from {from} to {to}.', 'Read its present state; it may have changed meanwhile.'),
  ('append_only', 403, 'Rows of {table} are never changed or removed.', 'Write a new row instead.'),
  -- orgs
  ('last_owner', 409, 'An organisation always keeps at least one owner.', 'Make somebody else an owner first.'),
  ('slug_taken', 409, 'The address {slug} is taken.', 'Choose another one.'),
  ('org_suspended', 403, 'This organisation is suspended.', 'The organisation can contact the platform to have this lifted.'),
  ('already_a_member', 409, '{email} is already a member of this organisation.', 'Change the role of the member instead.'),
  ('invitation_not_valid', 404, 'This invitation is not valid: it was used, withdrawn or has expired.', 'Ask the organisation for a new invitation.'),
  ('invitation_for_other_email', 403, 'This invitation was sent to another e-mail address.', 'Sign in with the address that was invited.'),
  -- events
  ('event_not_found', 404, 'There is no event {event_id} on sale.', 'Check the event; it may not be published yet or no longer.'),
  ('event_incomplete', 422, 'The event cannot be published yet: {missing}.', 'Complete what is missing and publish again.'),
  ('event_is_over', 409, 'The event has ended.', 'Nothing can be sold for it any more.'),
  ('capacity_below_sold', 409, 'The capacity cannot be lowered to {capacity}: {taken} places are sold or held.', 'Choose {taken} or more.'),
  -- selling
  ('ticket_type_not_found', 404, 'The ticket type {ticket_type_id} is not sold for this event.', 'Read the event again and choose one of its ticket types.'),
  ('sales_not_started', 409, 'The sale of {ticket_type} starts at {sales_start}.', 'Come back then.'),
  ('sales_ended', 409, 'The sale of {ticket_type} has ended.', 'Choose another ticket type.'),
  ('quantity_below_minimum', 400, '{ticket_type} is sold from {min} per order; {quantity} was asked.', 'Order at least {min}.'),
  ('quantity_above_maximum', 400, 'At most {max} of {ticket_type} fit in one order; {quantity} was asked.', 'Order at most {max}.'),
  ('sold_out', 409, '{ticket_type} has not enough places left for {quantity}: {available} available.', 'Order fewer, or choose another ticket type.'),
  ('amount_too_large', 400, 'The order amounts to more than can be paid at once.', 'Divide it into several orders.'),
  ('order_not_found', 404, 'There is no such order.', 'Check the order''s token or id.'),
  ('order_already_paid', 409, 'This order has been paid.', 'There is nothing left to pay; the tickets were sent by e-mail.'),
  ('order_not_payable', 409, 'This order cannot be paid: it is {status}.', 'Place a new order.'),
  ('order_has_no_tickets', 409, 'This order has no valid tickets: it is {status}.', 'Only a paid order has tickets.'),
  -- payments
  ('payment_not_found', 404, 'There is no payment {payment_id}.', 'Check the id.'),
  ('refund_not_found', 404, 'There is no refund {refund_id}.', 'Check the id.'),
  ('payment_conflict', 409, 'Payment {payment_id} already belongs to another payment of the provider.', 'Start a new payment attempt.'),
  -- workers
  ('malformed_json', 400, 'The body is not valid JSON.', 'Send a JSON object.'),
  ('body_too_large', 413, 'The body is larger than 64 KiB.', 'Send less at once.'),
  ('invalid_value', 400, 'A value has the wrong type or is out of range.', 'Compare the request with the API''s description.'),
  ('invalid_token', 401, 'The access token is not valid or has expired.', 'Sign in again.'),
  ('function_not_found', 404, 'There is no such function.', 'Check the address.'),
  ('method_not_allowed', 405, 'This function does not take this method.', 'Use one of the methods in the header Allow.'),
  ('payment_provider_unavailable', 503, 'The payment provider does not answer at the moment; the order is kept.', 'Try again in a moment with the same idempotency key, or start the payment again.'),
  ('payment_provider_refused', 502, 'The payment provider refused the payment.', 'Try again; if it stays, contact the organiser.'),
  ('try_again', 503, 'The system is busy.', 'Send the same request again in a moment.'),
  ('internal_error', 500, 'Something went wrong on our side.', 'Try again later; mention the request id if you contact us.');

-- sql/10_core/1_tables/idempotency_keys.sql
-- The answer given to a request that carried an idempotency key, so that a repeat gets the same.
-- Written in the transaction of the request itself; retired by a sweep.

create table core.idempotency_keys (
  scope text not null,
  function text not null,
  key text not null,
  request_hash bytea not null,
  response jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint idempotency_keys_pkey primary key (scope, function, key)
);
create index idempotency_keys_created_at_idx on core.idempotency_keys (created_at);
alter table core.idempotency_keys enable row level security;
comment on table core.idempotency_keys is 'Answers to requests that carried an idempotency key.';
comment on column core.idempotency_keys.scope is 'Whose key it is: an org or a user.';

-- sql/10_core/1_tables/outbox_events.sql
-- The only queue. A function writes a message in the same transaction as the change it tells of;
-- workers lease a bucket, deliver its messages in order, and acknowledge. A message is one row in
-- one of three tables: waiting (outbox_events), given up (outbox_dead), delivered (outbox_history).

create table core.outbox_events (
  event_id bigint generated always as identity,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  available_at timestamptz not null default core.clock(),
  last_error text,
  created_at timestamptz not null default core.clock(),
  constraint outbox_events_pkey primary key (event_id),
  constraint bucket_is_one_of_64 check (bucket between 0 and 63),
  constraint topic_starts_with_its_channel check (split_part(topic, '.', 1) = channel)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index outbox_events_bucket_idx on core.outbox_events (channel, bucket, event_id);
create index outbox_events_retry_idx on core.outbox_events (channel, bucket, aggregate, event_id)
  where attempts > 0;
create index outbox_events_org_idx on core.outbox_events (org_id, event_id);
alter table core.outbox_events enable row level security;
comment on table core.outbox_events is 'Messages that wait for delivery, in order per aggregate.';
comment on column core.outbox_events.aggregate is 'What the message is about, e.g. order:<id>; keeps its order.';

-- A consumer leases a bucket, not rows: messages of one aggregate share a bucket, so they stay in
-- order, and a slow reader costs no dead versions of the messages themselves.
create table core.outbox_buckets (
  channel text not null,
  bucket smallint not null,
  leased_until timestamptz not null default '-infinity',
  leased_by text,
  lease_seconds integer not null default 0,
  fence bigint not null default 0,
  constraint outbox_buckets_pkey primary key (channel, bucket)
) with (fillfactor = 50);
alter table core.outbox_buckets enable row level security;
comment on table core.outbox_buckets is 'Leases of workers; the fence rises with every lease.';

create table core.outbox_dead (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null,
  last_error text not null,
  created_at timestamptz not null,
  died_at timestamptz not null default core.clock(),
  constraint outbox_dead_pkey primary key (event_id)
);
create index outbox_dead_org_idx on core.outbox_dead (org_id, event_id);
alter table core.outbox_dead enable row level security;
comment on table core.outbox_dead is 'Messages given up after their last attempt; they can be replayed.';

-- No payload: what was delivered may hold personal data or a token, and is no longer needed.
create table core.outbox_history (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  aggregate text not null,
  topic text not null,
  attempts integer not null,
  result jsonb,
  created_at timestamptz not null,
  delivered_at timestamptz not null default core.clock(),
  constraint outbox_history_pkey primary key (event_id)
);
create index outbox_history_org_idx on core.outbox_history (org_id, event_id);
create index outbox_history_delivered_at_idx on core.outbox_history (delivered_at);
alter table core.outbox_history enable row level security;
comment on table core.outbox_history is 'Delivered messages, without their contents.';

insert into core.outbox_buckets (channel, bucket)
select c.channel, b.bucket
from unnest(array['email', 'mollie']) as c (channel)
cross join generate_series(0, 63) as b (bucket);

-- sql/10_core/1_tables/promises.sql
-- The promises that the database keeps, each as a view that has no rows while it holds. A room
-- registers its views here; core.doctor() reads them all.

create table core.promises (
  promise text not null,
  view regclass not null,
  description text not null,
  constraint promises_pkey primary key (promise)
);
alter table core.promises enable row level security;
comment on table core.promises is 'Promises and the views that would show a broken one.';

-- sql/10_core/1_tables/rate_limits.sql
-- How often one subject may do one thing. `subject` says what is counted: a network address, a
-- user, or a key that the caller names (an e-mail address, a token).

create table core.rate_limits (
  rule text not null,
  subject text not null,
  max_hits integer not null,
  window_seconds integer not null,
  description text not null,
  constraint rate_limits_pkey primary key (rule),
  constraint subject_is_known check (subject in ('address', 'user', 'key')),
  constraint max_hits_is_positive check (max_hits > 0),
  constraint window_is_up_to_a_day check (window_seconds between 1 and 86400)
);
alter table core.rate_limits enable row level security;
comment on table core.rate_limits is 'Limits per rule; operators change them as settings.';

-- Each backend counts in a slot of its own, so that requests of one busy address do not wait for
-- one another's commit. Unlogged: after a crash everybody starts at zero.
create unlogged table core.rate_counters (
  rule text not null,
  subject text not null,
  window_start timestamptz not null,
  slot smallint not null,
  hits integer not null,
  constraint rate_counters_pkey primary key (rule, subject, window_start, slot)
) with (fillfactor = 70);
create index rate_counters_window_start_idx on core.rate_counters (window_start);
alter table core.rate_counters enable row level security;
comment on table core.rate_counters is 'Hits per rule, subject and window.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('api_write', 'address', 1200, 60, 'Writing requests to /rest/v1 per address.'),
  ('api_write_user', 'user', 600, 60, 'Writing requests to /rest/v1 per signed-in user.'),
  ('create_order', 'address', 300, 60, 'Orders placed per address.'),
  ('create_payment', 'address', 300, 60, 'Payment attempts per address.'),
  ('webhook', 'address', 6000, 60, 'Calls of the payment webhook per address.'),
  ('resend_tickets', 'key', 5, 3600, 'Times that the tickets of one order are sent again.'),
  ('accept_invitation', 'user', 20, 3600, 'Invitation tokens tried per user.'),
  ('invite_member', 'key', 100, 86400, 'Invitations sent per organisation.');

-- sql/10_core/1_tables/secrets.sql
-- Keys that only functions of the database use. Made at random when the database is made, never
-- granted to anyone, never part of a migration's text.

create table core.secrets (
  name text not null,
  value bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint secrets_pkey primary key (name),
  constraint value_is_at_least_32_bytes check (octet_length(value) >= 32)
);
alter table core.secrets enable row level security;
comment on table core.secrets is 'Keys of the database itself; readable by definer functions only.';

insert into core.secrets (name, value)
values ('public_token', extensions.gen_random_bytes(32));

-- sql/10_core/1_tables/settings.sql
-- One row per setting of the installation. Written by operators; read through core.setting().
-- Settings of one org or event are columns of their own tables.

create table core.settings (
  key text not null,
  value jsonb not null,
  description text not null,
  updated_at timestamptz not null default core.clock(),
  constraint settings_pkey primary key (key),
  constraint key_is_room_dot_name check (key ~ '^[a-z]+\.[a-z0-9_]+$')
);
alter table core.settings enable row level security;
comment on table core.settings is 'Settings of the installation, with their meaning.';

insert into core.settings (key, value, description) values
  ('core.clock_is_movable', 'false',
   'Whether the setting app.now may move core.clock(). Only ever true in a test database.'),
  ('core.rate_limits_are_on', 'true', 'Whether rate limits are counted and enforced at all.'),
  ('core.idempotency_hours', '48', 'How long the answer to an idempotency key is kept.'),
  ('core.address_header', '"x-real-ip"',
   'The request header in which the gateway in front writes the client''s address.'),
  ('core.outbox_max_attempts', '12', 'Failed deliveries after which a message is a dead letter.'),
  ('core.outbox_history_days', '90', 'How long the record of a delivered message is kept.');

-- sql/10_core/1_tables/sweeps.sql
-- What time alone causes. A room registers a function (limit integer) returns integer that does at
-- most `batch` pieces of due work and says how many it did; core.tick() runs what is due.

create table core.sweeps (
  name text not null,
  function text not null,
  every interval not null,
  batch integer not null,
  last_run_at timestamptz not null default '-infinity',
  last_count integer,
  last_error text,
  constraint sweeps_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$'),
  constraint batch_is_positive check (batch > 0)
);
alter table core.sweeps enable row level security;
comment on table core.sweeps is 'Recurring, bounded work that the clock causes.';

-- sql/10_core/1_tables/transitions.sql
-- The allowed moves of every state machine, as data: the trigger core.tg__transition enforces
-- them, docs/state-machines.md is drawn from them. Each room inserts the moves of its machines.

create table core.transitions (
  machine text not null,
  from_state text not null,
  to_state text not null,
  description text not null,
  constraint transitions_pkey primary key (machine, from_state, to_state),
  constraint states_differ check (from_state <> to_state)
);
alter table core.transitions enable row level security;
comment on table core.transitions is 'Allowed moves per state machine; from_state `new` is creation.';

-- sql/10_core/2_functions/act_as.sql
-- Says for the rest of the transaction who is acting, where the token alone cannot tell: a
-- signed-in user who buys a ticket is a guest, not staff. An assistant stays an assistant.
create or replace function core.act_as(p_actor_type core.actor_type)
  returns void
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  if core.actor_type() <> 'assistant' then
    -- An assignment, because it costs half of a `perform`, and every sale comes by here.
    p_actor_type := set_config('app.actor_type', p_actor_type::text, true);
  end if;
end
$$;
revoke all on function core.act_as(core.actor_type) from public;

-- sql/10_core/2_functions/actor_type.sql
-- Who is acting, for the audit log. A function that serves buyers says so with
-- core.act_as('guest'); otherwise a signed-in user is staff, a caller with the anon key a guest,
-- and all else the system. Software that acts for staff carries app_metadata.actor_type =
-- "assistant" in its token, which only the auth server can put there.
create or replace function core.actor_type()
  returns core.actor_type
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_said text := current_setting('app.actor_type', true);
  v_claims text;
  v_jwt json;
begin
  if coalesce(v_said, '') <> '' then
    return v_said::core.actor_type;
  end if;
  v_claims := current_setting('request.jwt.claims', true);
  if coalesce(v_claims, '') = '' then
    return 'system';
  end if;
  v_jwt := v_claims::json;
  return case
    when v_jwt #>> '{app_metadata,actor_type}' = 'assistant' then 'assistant'
    when v_jwt ->> 'role' = 'authenticated' then 'operator'
    when v_jwt ->> 'role' = 'anon' then 'guest'
    else 'system'
  end;
end
$$;
revoke all on function core.actor_type() from public;

-- sql/10_core/2_functions/audit.sql
-- Writes one entry of the audit log: for changes by core.tg__audit(), for acts that change no row
-- (a resend, an export, a read of sensitive data) by the function that does them.
create or replace function core.audit(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id text,
  p_action text,
  p_old_value jsonb default null,
  p_new_value jsonb default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '');
begin
  insert into core.audit_log (
    org_id, entity_type, entity_id, action, old_value, new_value,
    performed_by, performed_by_type, location_id, request_id, address, user_agent
  ) values (
    p_org_id, p_entity_type, p_entity_id, p_action, p_old_value, p_new_value,
    auth.uid(), core.actor_type(), (coalesce(p_new_value, p_old_value) ->> 'location_id')::uuid,
    left(v_headers ->> 'x-request-id', 100),
    case when v_headers is not null then core.client_address() end,
    left(v_headers ->> 'user-agent', 300)
  );
end
$$;
revoke all on function core.audit(uuid, text, text, text, jsonb, jsonb) from public;

-- sql/10_core/2_functions/base64url.sql
-- Base64 with the alphabet for addresses and without padding (RFC 4648 §5).
create or replace function core.base64url(p_bytes bytea)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return rtrim(translate(encode(p_bytes, 'base64'), E'+/\n', '-_'), '=');
end
$$;
revoke all on function core.base64url(bytea) from public;

-- sql/10_core/2_functions/begin_idempotent.sql
-- The answer that this key got before, or null when the work is still to be done. Locks the key
-- until the end of the transaction, so a concurrent duplicate waits here and then gets the answer.
-- Raises idempotency_key_reused when the key came with another request.
create or replace function core.begin_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_known core.idempotency_keys;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_scope || ':' || p_function || ':' || p_key, 0));
  select k.* into v_known
  from core.idempotency_keys as k
  where k.scope = p_scope and k.function = p_function and k.key = p_key;
  if not found then
    return null;
  end if;
  if v_known.request_hash <> core.request_hash(p_request) then
    perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', p_key));
  end if;
  return v_known.response;
end
$$;
revoke all on function core.begin_idempotent(text, text, text, jsonb) from public;

-- sql/10_core/2_functions/claim_outbox.sql
-- Leases one bucket of a channel that has messages due, and returns them in order. No rows: nothing
-- to do. The fence proves the lease to complete_outbox and fail_outbox; a worker whose lease ran
-- out and was taken over can no longer acknowledge anything.
create or replace function core.claim_outbox(
  p_channel text,
  p_worker text,
  p_limit integer,
  p_lease_seconds integer
)
  returns table (
    event_id bigint,
    org_id uuid,
    bucket integer,
    fence bigint,
    aggregate text,
    topic text,
    payload jsonb,
    attempts integer
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_lease core.outbox_buckets;
begin
  select b.* into v_lease
  from core.outbox_buckets as b
  where b.channel = p_channel
    and b.leased_until <= v_now
    and exists (select 1 from core.due_messages(p_channel, b.bucket, v_now, 1))
  order by b.leased_until
  limit 1
  for update of b skip locked;
  if not found then
    return;
  end if;
  update core.outbox_buckets as b
  set leased_until = v_now + make_interval(secs => p_lease_seconds),
    leased_by = p_worker,
    lease_seconds = p_lease_seconds,
    fence = b.fence + 1
  where b.channel = p_channel and b.bucket = v_lease.bucket
  returning b.* into v_lease;
  return query
    select m.event_id, m.org_id, v_lease.bucket::integer, v_lease.fence, m.aggregate, m.topic,
      m.payload, m.attempts
    from core.due_messages(p_channel, v_lease.bucket, v_now, p_limit) as m;
end
$$;
revoke all on function core.claim_outbox(text, text, integer, integer) from public;
grant execute on function core.claim_outbox(text, text, integer, integer) to service_role;

-- sql/10_core/2_functions/client_address.sql
-- The network address of the client as the gateway saw it; null outside a request. The header is a
-- setting, because it must be one that the gateway in front writes itself: a client can send any.
create or replace function core.client_address()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return btrim(split_part(core.request_header(core.setting('core.address_header') #>> '{}'), ',', 1));
end
$$;
revoke all on function core.client_address() from public;

-- sql/10_core/2_functions/complete_outbox.sql
-- Acknowledges delivered messages: they move to the history, without their contents. Extends the
-- lease, so acknowledging none renews it. Returns how many; 0 when the lease was lost, and then
-- another worker delivers them again.
create or replace function core.complete_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_ids bigint[],
  p_result jsonb default null
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 0;
  end if;
  with delivered as (
    delete from core.outbox_events as e
    where e.event_id = any (p_event_ids) and e.channel = p_channel and e.bucket = p_bucket
    returning *
  )
  insert into core.outbox_history (
    event_id, org_id, channel, aggregate, topic, attempts, result, created_at
  )
  select
    d.event_id, d.org_id, d.channel, d.aggregate, d.topic, d.attempts + 1, p_result, d.created_at
  from delivered as d;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.complete_outbox(text, integer, bigint, bigint[], jsonb) from public;
grant execute on function core.complete_outbox(text, integer, bigint, bigint[], jsonb)
  to service_role;

-- sql/10_core/2_functions/doctor.sql
-- Every broken promise, as (promise, problem); no rows when all is well. At most 100 problems of
-- each. For operators (`entree doctor`) and tests.
create or replace function core.doctor()
  returns table (promise text, problem jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_promise core.promises;
begin
  for v_promise in select p.* from core.promises as p order by p.promise loop
    return query execute format(
      'select $1, to_jsonb(v) from %s as v limit 100', v_promise.view) using v_promise.promise;
  end loop;
end
$$;
revoke all on function core.doctor() from public;
grant execute on function core.doctor() to service_role;

-- sql/10_core/2_functions/due_messages.sql
-- The messages of one bucket that may be delivered now, in order. A message whose elder sibling
-- (same aggregate) still waits for its next try is held back, so that order is kept.
create or replace function core.due_messages(
  p_channel text,
  p_bucket smallint,
  p_now timestamptz,
  p_limit integer
)
  returns setof core.outbox_events
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select e.*
  from core.outbox_events as e
  where e.channel = p_channel
    and e.bucket = p_bucket
    and e.available_at <= p_now
    and not exists (
      select 1
      from core.outbox_events as elder
      where elder.channel = e.channel
        and elder.bucket = e.bucket
        and elder.aggregate = e.aggregate
        and elder.event_id < e.event_id
        and elder.attempts > 0
        and elder.available_at > p_now
    )
  order by e.event_id
  limit p_limit
$$;
revoke all on function core.due_messages(text, smallint, timestamptz, integer) from public;

-- sql/10_core/2_functions/emit.sql
-- Puts a message into the outbox, in the transaction of the change that it tells of. Messages with
-- the same aggregate are delivered in the order in which they were written.
create or replace function core.emit(
  p_org_id uuid,
  p_aggregate text,
  p_topic text,
  p_payload jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.outbox_events (org_id, channel, bucket, aggregate, topic, payload)
  values (
    p_org_id, split_part(p_topic, '.', 1), hashtextextended(p_aggregate, 0) & 63,
    p_aggregate, p_topic, p_payload
  );
end
$$;
revoke all on function core.emit(uuid, text, text, jsonb) from public;

-- sql/10_core/2_functions/fail.sql
-- Raises a registered error: SQLSTATE PT<http status>, a sentence as message, the slug and data as
-- JSON in detail, the cure in hint. PostgREST answers with that status and puts the message into
-- the status line, so control characters from input are replaced and the length is bounded.
create or replace function core.fail(p_slug text, p_data jsonb default '{}')
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_error core.errors;
  v_name text;
  v_value text;
begin
  select e.* into v_error from core.errors as e where e.slug = p_slug;
  if not found then
    raise exception 'error % is not registered in core.errors', p_slug;
  end if;
  for v_name, v_value in select d.key, d.value from jsonb_each_text(p_data) as d loop
    v_value := left(regexp_replace(coalesce(v_value, '?'), '[[:cntrl:]]', ' ', 'g'), 200);
    v_error.message := replace(v_error.message, '{' || v_name || '}', v_value);
    v_error.hint := replace(v_error.hint, '{' || v_name || '}', v_value);
  end loop;
  raise exception using
    errcode = 'PT' || v_error.http_status,
    message = v_error.message,
    detail = (jsonb_build_object('code', p_slug) || p_data)::text,
    hint = v_error.hint;
end
$$;
revoke all on function core.fail(text, jsonb) from public;
grant execute on function core.fail(text, jsonb) to anon, authenticated, service_role;

-- sql/10_core/2_functions/fail_outbox.sql
-- Records a failed delivery. The message waits for its next try, with a doubling, jittered delay of
-- 2 seconds up to 1 hour, or becomes a dead letter after the last attempt or a permanent error.
-- Returns `retry`, `dead`, or `lost` when the lease is no longer ours or the message not in it.
create or replace function core.fail_outbox(
  p_channel text,
  p_bucket integer,
  p_fence bigint,
  p_event_id bigint,
  p_error text,
  p_permanent boolean default false
)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event core.outbox_events;
begin
  if not core.hold_lease(p_channel, p_bucket, p_fence) then
    return 'lost';
  end if;
  update core.outbox_events as e
  set attempts = e.attempts + 1,
    last_error = left(p_error, 500),
    available_at = core.clock()
      + least(2 ^ least(e.attempts + 1, 12), 3600) * (0.5 + random() / 2) * interval '1 second'
  where e.event_id = p_event_id and e.channel = p_channel and e.bucket = p_bucket
  returning e.* into v_event;
  if not found then
    return 'lost';
  end if;
  if not p_permanent and v_event.attempts < core.setting('core.outbox_max_attempts')::integer then
    return 'retry';
  end if;
  delete from core.outbox_events as e where e.event_id = p_event_id;
  insert into core.outbox_dead (
    event_id, org_id, channel, bucket, aggregate, topic, payload, attempts, last_error, created_at
  ) values (
    v_event.event_id, v_event.org_id, v_event.channel, v_event.bucket, v_event.aggregate,
    v_event.topic, v_event.payload, v_event.attempts, v_event.last_error, v_event.created_at
  );
  return 'dead';
end
$$;
revoke all on function core.fail_outbox(text, integer, bigint, bigint, text, boolean) from public;
grant execute on function core.fail_outbox(text, integer, bigint, bigint, text, boolean)
  to service_role;

-- sql/10_core/2_functions/finish_idempotent.sql
-- Stores the answer to a key that core.begin_idempotent() locked, in the transaction of the work.
create or replace function core.finish_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb,
  p_response jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.idempotency_keys (scope, function, key, request_hash, response)
  values (p_scope, p_function, p_key, core.request_hash(p_request), p_response);
end
$$;
revoke all on function core.finish_idempotent(text, text, text, jsonb, jsonb) from public;

-- sql/10_core/2_functions/hash_fields.sql
-- Replaces the named fields of an object by hashes, salted with the row's id: enough to see that a
-- value changed, or to prove a value one knows, and nothing more.
create or replace function core.hash_fields(p_value jsonb, p_fields text[], p_salt text)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
  v_value text;
begin
  foreach v_field in array p_fields loop
    v_value := p_value ->> v_field;
    if v_value is not null then
      p_value := p_value || jsonb_build_object(
        v_field, 'sha256:' || encode(sha256(convert_to(p_salt || ':' || v_value, 'UTF8')), 'hex'));
    end if;
  end loop;
  return p_value;
end
$$;
revoke all on function core.hash_fields(jsonb, text[], text) from public;

-- sql/10_core/2_functions/hit_rate_limit.sql
-- Counts one hit of a subject and raises rate_limited (429) when the rule's limit is exceeded in
-- the present window. A null subject is not limited.
create or replace function core.hit_rate_limit(p_rule text, p_subject text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule core.rate_limits;
  v_now timestamptz := core.clock();
  v_window_start timestamptz;
  v_hits bigint;
begin
  if p_subject is null or not core.setting('core.rate_limits_are_on')::boolean then
    return;
  end if;
  select r.* into strict v_rule from core.rate_limits as r where r.rule = p_rule;
  v_window_start := to_timestamp(
    floor(extract(epoch from v_now) / v_rule.window_seconds) * v_rule.window_seconds);
  insert into core.rate_counters as c (rule, subject, window_start, slot, hits)
  values (p_rule, p_subject, v_window_start, pg_backend_pid() & 63, 1)
  on conflict (rule, subject, window_start, slot) do update set hits = c.hits + 1;
  select sum(c.hits) into v_hits
  from core.rate_counters as c
  where c.rule = p_rule and c.subject = p_subject and c.window_start = v_window_start;
  if v_hits > v_rule.max_hits then
    perform core.fail('rate_limited', jsonb_build_object(
      'rule', p_rule,
      'retry_after', ceil(extract(epoch from
        v_window_start + make_interval(secs => v_rule.window_seconds) - v_now))
    ));
  end if;
end
$$;
revoke all on function core.hit_rate_limit(text, text) from public;
grant execute on function core.hit_rate_limit(text, text) to service_role;

-- sql/10_core/2_functions/hold_lease.sql
-- Locks the leased bucket and extends its lease by its length; false when the lease was given back
-- or another worker has taken the bucket over.
create or replace function core.hold_lease(p_channel text, p_bucket integer, p_fence bigint)
  returns boolean
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock() + make_interval(secs => b.lease_seconds)
  where b.channel = p_channel
    and b.bucket = p_bucket
    and b.fence = p_fence
    and b.leased_by is not null;
  return found;
end
$$;
revoke all on function core.hold_lease(text, integer, bigint) from public;

-- sql/10_core/2_functions/moved_clock.sql
-- The moment that `app.now` names, or the real one where the clock is not movable: a moment stands
-- still (`2026-05-01 12:00+02`), a signed interval goes on ticking (`+16 minutes`). Definer because
-- callers may not read core.settings.
create or replace function core.moved_clock()
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now text := current_setting('app.now');
begin
  if not core.setting('core.clock_is_movable')::boolean then
    return now();
  elsif v_now ~ '^[+-]' then
    return now() + v_now::interval;
  end if;
  return v_now::timestamptz;
end
$$;
revoke all on function core.moved_clock() from public;
grant execute on function core.moved_clock() to anon, authenticated, service_role;

-- sql/10_core/2_functions/new_token.sql
-- A new secret of 256 bits in 43 characters that fit in an address (base64url). Only its hash,
-- core.token_hash(), is ever stored.
create or replace function core.new_token()
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(extensions.gen_random_bytes(32));
end
$$;
revoke all on function core.new_token() from public;

-- sql/10_core/2_functions/optional_text.sql
-- The trimmed text of a field that may be missing (null and blank both give null). Raises
-- invalid_field when it is longer than `p_max` characters or holds control characters.
create or replace function core.optional_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := nullif(btrim(p_value), '');
begin
  if length(v_value) > p_max then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', format('it is longer than %s characters', p_max)));
  end if;
  if v_value ~ '[[:cntrl:]]' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it contains control characters'));
  end if;
  return v_value;
end
$$;
revoke all on function core.optional_text(text, text, integer) from public;
grant execute on function core.optional_text(text, text, integer)
  to anon, authenticated, service_role;

-- sql/10_core/2_functions/pre_request.sql
-- Runs before every request of PostgREST, in its transaction. Limits writing requests per address
-- and per user. Reads run in a read-only transaction and cannot be counted here: the gateway and
-- max-rows bound them. A refused request's own count rolls back with it, so what must count
-- failures (tokens, codes) is counted by the workers in a transaction of its own.
create or replace function core.pre_request()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if current_setting('transaction_read_only')::boolean
    or current_setting('request.jwt.claims', true)::json ->> 'role' = 'service_role'
  then
    return;
  end if;
  perform core.hit_rate_limit('api_write', core.client_address());
  perform core.hit_rate_limit('api_write_user', auth.uid()::text);
exception when sqlstate 'PT429' then
  declare
    v_message text;
    v_detail text;
    v_hint text;
  begin
    -- The form that lets PostgREST set the header Retry-After.
    get stacked diagnostics
      v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    raise sqlstate 'PGRST' using
      message = json_build_object(
        'code', 'PT429', 'message', v_message, 'details', v_detail, 'hint', v_hint)::text,
      detail = json_build_object(
        'status', 429,
        'headers', json_build_object('Retry-After', v_detail::json ->> 'retry_after'))::text;
  end;
end
$$;
revoke all on function core.pre_request() from public;
grant execute on function core.pre_request() to anon, authenticated, service_role;

-- sql/10_core/2_functions/public_token.sql
-- The secret by which somebody without a login reaches one thing (an order). Made from the thing's
-- id with a key of the database, so that repeating a request with its idempotency key gives the
-- same token although only the hash of it is stored.
create or replace function core.public_token(p_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_key bytea;
begin
  select s.value into strict v_key from core.secrets as s where s.name = 'public_token';
  return core.base64url(extensions.hmac(uuid_send(p_id), v_key, 'sha256'));
end
$$;
revoke all on function core.public_token(uuid) from public;

-- sql/10_core/2_functions/release_outbox.sql
-- Gives a leased bucket back before its lease ends.
create or replace function core.release_outbox(p_channel text, p_bucket integer, p_fence bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.outbox_buckets as b
  set leased_until = core.clock(), leased_by = null
  where b.channel = p_channel and b.bucket = p_bucket and b.fence = p_fence;
end
$$;
revoke all on function core.release_outbox(text, integer, bigint) from public;
grant execute on function core.release_outbox(text, integer, bigint) to service_role;

-- sql/10_core/2_functions/replay_outbox.sql
-- Puts dead letters back into the queue, in their old place: one by id, or all of a topic (null:
-- every one). Returns how many. For operators, through `entree outbox replay`.
create or replace function core.replay_outbox(
  p_event_id bigint default null,
  p_topic text default null
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with raised as (
    delete from core.outbox_dead as d
    where (p_event_id is null or d.event_id = p_event_id) and (p_topic is null or d.topic = p_topic)
    returning *
  )
  insert into core.outbox_events (
    event_id, org_id, channel, bucket, aggregate, topic, payload, created_at
  )
  overriding system value
  select r.event_id, r.org_id, r.channel, r.bucket, r.aggregate, r.topic, r.payload, r.created_at
  from raised as r;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function core.replay_outbox(bigint, text) from public;
grant execute on function core.replay_outbox(bigint, text) to service_role;

-- sql/10_core/2_functions/request_hash.sql
-- Identifies a request's content. jsonb has one spelling per value, so order and blanks of the
-- original do not matter.
create or replace function core.request_hash(p_request jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_request::text, 'UTF8'));
end
$$;
revoke all on function core.request_hash(jsonb) from public;

-- sql/10_core/2_functions/request_header.sql
-- A header of the present HTTP request, bounded in length; null outside a request. The name is in
-- lower case, as PostgREST and the workers pass them.
create or replace function core.request_header(p_name text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
begin
  if coalesce(v_headers, '') = '' then
    return null;
  end if;
  return left(v_headers::json ->> p_name, 300);
end
$$;
revoke all on function core.request_header(text) from public;
grant execute on function core.request_header(text) to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_email.sql
-- The e-mail address of a field, trimmed, in lower case. Raises missing_field or invalid_email.
-- Checks the shape that mail servers accept without quoting (RFC 5321: 64 + @ + 255, dotted
-- domain); whether the address exists is found out by writing to it.
create or replace function core.require_email(p_field text, p_value text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_value));
begin
  if coalesce(v_email, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  if length(v_email) > 254
    or v_email !~ '^[^[:space:][:cntrl:]@<>()\[\],;:\\"]{1,64}@([[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?\.)+[[:alpha:]][[:alnum:]-]{0,61}[[:alnum:]]$'
    or v_email ~ '(^\.|\.\.|\.@)'
  then
    perform core.fail('invalid_email', jsonb_build_object('field', p_field, 'email', left(v_email, 100)));
  end if;
  return v_email;
end
$$;
revoke all on function core.require_email(text, text) from public;
grant execute on function core.require_email(text, text) to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_id.sql
-- The id of a field. Raises missing_field when it is null.
create or replace function core.require_id(p_field text, p_value uuid)
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_value is null then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return p_value;
end
$$;
revoke all on function core.require_id(text, uuid) from public;
grant execute on function core.require_id(text, uuid) to anon, authenticated, service_role;

-- sql/10_core/2_functions/require_text.sql
-- The trimmed text of a field. Raises missing_field when it is null or blank, invalid_field when it
-- is longer than `p_max` characters or holds control characters.
create or replace function core.require_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := btrim(p_value);
begin
  if coalesce(v_value, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return core.optional_text(p_field, v_value, p_max);
end
$$;
revoke all on function core.require_text(text, text, integer) from public;
grant execute on function core.require_text(text, text, integer)
  to anon, authenticated, service_role;

-- sql/10_core/2_functions/setting.sql
-- The value of a setting. Raises a plain error for a key that nobody registered: that is a mistake
-- in our code, not in a request.
create or replace function core.setting(p_key text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value jsonb;
begin
  select s.value into v_value from core.settings as s where s.key = p_key;
  if not found then
    raise exception 'setting % is not registered in core.settings', p_key;
  end if;
  return v_value;
end
$$;
revoke all on function core.setting(text) from public;

-- sql/10_core/2_functions/slugify.sql
-- The part of an address made from a name: letters without their accents, digits, single hyphens,
-- at most 50 characters. Empty when the name has none of those.
create or replace function core.slugify(p_name text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_slug text := lower(regexp_replace(normalize(p_name, nfkd), '[\u0300-\u036f]', '', 'g'));
begin
  -- Letters that Unicode does not take apart.
  v_slug := replace(replace(replace(v_slug, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
  v_slug := translate(v_slug, 'øłđðı', 'olddi');
  v_slug := btrim(regexp_replace(v_slug, '[^a-z0-9]+', '-', 'g'), '-');
  return btrim(left(v_slug, 50), '-');
end
$$;
revoke all on function core.slugify(text) from public;

-- sql/10_core/2_functions/sweep_core.sql
-- Retires what core keeps for a while: answers to idempotency keys, rate counters, delivered mail.
create or replace function core.sweep_core(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
  v_total integer := 0;
begin
  delete from core.idempotency_keys as k
  where k.ctid = any (array(
    select i.ctid from core.idempotency_keys as i
    where i.created_at < v_now - make_interval(hours => core.setting('core.idempotency_hours')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.rate_counters as c
  where c.ctid = any (array(
    select i.ctid from core.rate_counters as i
    where i.window_start < v_now - interval '1 day' limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.outbox_history as h
  where h.ctid = any (array(
    select i.ctid from core.outbox_history as i
    where i.delivered_at < v_now - make_interval(days => core.setting('core.outbox_history_days')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  return v_total + v_count;
end
$$;
revoke all on function core.sweep_core(integer) from public;

-- sql/10_core/2_functions/tg__append_only.sql
-- Refuses every change of rows that are there; a guarantee against ourselves, for every role.
create or replace function core.tg__append_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  perform core.fail('append_only', jsonb_build_object('table', tg_table_name));
  return null;
end
$$;
revoke all on function core.tg__append_only() from public;

-- sql/10_core/2_functions/tg__audit.sql
-- Row trigger of every audited table: writes what changed to the audit log, so that no function can
-- forget it. Arguments: the entity's name, then the columns whose values are stored as hashes only.
-- The action is `<entity>.created`, `.deleted`, `.<status>` for a change of status, or `.updated`.
create or replace function core.tg__audit()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entity text := tg_argv[0];
  v_old jsonb;
  v_new jsonb;
  v_row jsonb;
  v_action text;
begin
  if tg_op <> 'INSERT' then
    v_old := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    v_new := to_jsonb(new);
  end if;
  v_row := coalesce(v_new, v_old);
  if tg_op = 'UPDATE' then
    v_action := coalesce(
      nullif(v_new ->> 'status', v_old ->> 'status'),
      case when v_old ->> 'deleted_at' is null and v_new ->> 'deleted_at' is not null
        then 'deleted' end,
      'updated'
    );
    select jsonb_object_agg(n.key, v_old -> n.key), jsonb_object_agg(n.key, n.value)
    into v_old, v_new
    from jsonb_each(v_new) as n
    where n.value is distinct from v_old -> n.key and n.key <> 'updated_at';
    if v_new is null then
      return null;
    end if;
  else
    v_action := case tg_op when 'INSERT' then 'created' else 'deleted' end;
    v_new := jsonb_strip_nulls(v_new);
  end if;
  if tg_nargs > 1 then
    v_old := core.hash_fields(v_old, tg_argv[1:], v_row ->> 'id');
    v_new := core.hash_fields(v_new, tg_argv[1:], v_row ->> 'id');
  end if;
  perform core.audit(
    coalesce(v_row ->> 'org_id', case tg_table_name when 'orgs' then v_row ->> 'id' end)::uuid,
    v_entity, coalesce(v_row ->> 'id', v_row ->> 'user_id', v_row ->> 'key', v_row ->> 'rule'),
    v_entity || '.' || v_action, v_old, v_new
  );
  return null;
end
$$;
revoke all on function core.tg__audit() from public;

-- sql/10_core/2_functions/tg__read_only.sql
-- Instead-of trigger of views that Postgres could not write to by itself (unions, joins). It
-- refuses, but what matters is that it is there: only then does Postgres ask for the grant first,
-- which nobody has, and clients get 403; otherwise they would get an internal error.
create or replace function core.tg__read_only()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  raise insufficient_privilege using message = format('%I is for reading', tg_table_name);
end
$$;
revoke all on function core.tg__read_only() from public;

-- sql/10_core/2_functions/tg__touch.sql
-- Keeps updated_at true.
create or replace function core.tg__touch()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  new.updated_at := core.clock();
  return new;
end
$$;
revoke all on function core.tg__touch() from public;

-- sql/10_core/2_functions/tg__transition.sql
-- Lets a row's status move only along core.transitions. Argument: the machine's name. The last line
-- of defence, whoever writes; the functions check before and say more.
create or replace function core.tg__transition()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_from text := 'new';
begin
  if tg_op = 'UPDATE' then
    if new.status = old.status then
      return new;
    end if;
    v_from := old.status::text;
  end if;
  perform 1
  from core.transitions as t
  where t.machine = tg_argv[0] and t.from_state = v_from and t.to_state = new.status::text;
  if not found then
    perform core.fail('invalid_transition', jsonb_build_object(
      'machine', tg_argv[0], 'from', v_from, 'to', new.status));
  end if;
  return new;
end
$$;
revoke all on function core.tg__transition() from public;

-- sql/10_core/2_functions/tick.sql
-- Runs the sweep that is most overdue, if one is, in this transaction of its own: sweeps lock many
-- things and so never share one. Returns {"sweep": name, "count": n}, or {"sweep": null} when
-- nothing is due; callers repeat until then. A sweep that worked off a full batch is due again at
-- once. Safe to run anywhere, any number of times.
create or replace function core.tick()
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_sweep core.sweeps;
  v_count integer;
  v_error text;
begin
  perform core.act_as('system');
  select s.* into v_sweep
  from core.sweeps as s
  where s.last_run_at + s.every <= v_now
  order by s.last_run_at + s.every, s.name
  limit 1
  for update skip locked;
  if not found then
    return jsonb_build_object('sweep', null);
  end if;
  begin
    execute format('select %s($1)', v_sweep.function) into v_count using v_sweep.batch;
  exception when others then
    -- One broken sweep must not stop the others; the doctor reports last_error.
    get stacked diagnostics v_error = message_text;
  end;
  update core.sweeps as s
  set last_run_at = case when v_count >= s.batch then v_now - s.every else v_now end,
    last_count = v_count,
    last_error = v_error
  where s.name = v_sweep.name;
  return jsonb_strip_nulls(jsonb_build_object(
    'sweep', v_sweep.name, 'count', v_count, 'error', v_error));
end
$$;
revoke all on function core.tick() from public;
grant execute on function core.tick() to service_role;

-- sql/10_core/2_functions/token_hash.sql
-- What is stored of a token: SHA-256. Tokens have 256 random bits, so no salt is needed.
create or replace function core.token_hash(p_token text)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_token, 'UTF8'));
end
$$;
revoke all on function core.token_hash(text) from public;

-- sql/10_core/3_access/audit_log.sql
-- Read by those who may read an org's audit trail (policy in the room tenancy); written by
-- functions.
-- NOTE: insert is not granted, because only core.audit() writes; update, delete and truncate fail
-- for everyone.
revoke all on core.audit_log from anon, authenticated, service_role;

create trigger _100_append_only before update or delete on core.audit_log
  for each row execute function core.tg__append_only();
create trigger _100_append_only_truncate before truncate on core.audit_log
  for each statement execute function core.tg__append_only();

-- sql/10_core/3_access/errors.sql
-- Read through core.fail().
revoke all on core.errors from anon, authenticated, service_role;
create policy all_nobody on core.errors using (false);

-- sql/10_core/3_access/idempotency_keys.sql
-- Only functions read and write it.
revoke all on core.idempotency_keys from anon, authenticated, service_role;
create policy all_nobody on core.idempotency_keys using (false);

-- sql/10_core/3_access/outbox_events.sql
-- Workers use claim_outbox, complete_outbox and fail_outbox. Staff read their org's messages
-- through public.email_outbox (policies in the room tenancy).
revoke all on core.outbox_events, core.outbox_buckets, core.outbox_dead, core.outbox_history
  from anon, authenticated, service_role;
create policy all_nobody on core.outbox_buckets using (false);

-- sql/10_core/3_access/pre_request.sql
-- PostgREST calls this function before every request.
alter role authenticator set pgrst.db_pre_request = 'core.pre_request';
notify pgrst, 'reload config';

-- sql/10_core/3_access/promises.sql
-- Read by core.doctor() only.
revoke all on core.promises from anon, authenticated, service_role;
create policy all_nobody on core.promises using (false);

-- sql/10_core/3_access/rate_limits.sql
-- Only functions count; operators change the limits through the CLI.
revoke all on core.rate_limits, core.rate_counters from anon, authenticated, service_role;
create policy all_nobody on core.rate_limits using (false);
create policy all_nobody on core.rate_counters using (false);

create trigger _900_audit after insert or update or delete on core.rate_limits
  for each row execute function core.tg__audit('rate_limit');

-- sql/10_core/3_access/secrets.sql
-- Only definer functions of core read it.
revoke all on core.secrets from anon, authenticated, service_role;
create policy all_nobody on core.secrets using (false);

-- sql/10_core/3_access/settings.sql
-- Only functions read it; operators write it through the CLI.
revoke all on core.settings from anon, authenticated, service_role;
create policy all_nobody on core.settings using (false);

create trigger _100_touch before update on core.settings
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on core.settings
  for each row execute function core.tg__audit('setting');

-- sql/10_core/3_access/sweeps.sql
-- Only core.tick() reads and writes it.
revoke all on core.sweeps from anon, authenticated, service_role;
create policy all_nobody on core.sweeps using (false);

insert into core.sweeps (name, function, every, batch)
values ('core.retire', 'core.sweep_core', interval '10 minutes', 5000);

-- sql/10_core/3_access/transitions.sql
-- Read by the transition trigger.
revoke all on core.transitions from anon, authenticated, service_role;
create policy all_nobody on core.transitions using (false);

-- sql/10_core/4_api/promise_outbox.sql
-- Nothing that was promised to be sent is stuck: no dead letters, nothing overdue for an hour, no
-- sweep that fails.
create or replace view core.promise_outbox as
select 'dead letter' as problem, d.event_id::text as id, d.topic, d.last_error
from core.outbox_dead as d
union all
select 'overdue', e.event_id::text, e.topic, e.last_error
from core.outbox_events as e
where e.available_at < core.clock() - interval '1 hour'
union all
select 'sweep fails', s.name, s.function, s.last_error
from core.sweeps as s
where s.last_error is not null;
revoke all on core.promise_outbox from anon, authenticated, service_role;
comment on view core.promise_outbox is 'Dead letters, overdue messages and failing sweeps.';

insert into core.promises (promise, view, description)
values ('messages_are_delivered', 'core.promise_outbox',
  'Every message is delivered; dead letters wait for `entree outbox replay`.');

-- sql/10_core/4_api/promise_tenancy.sql
-- A row never points into another tenant, and every table is closed by default: read from the
-- catalog, so that a change made by hand in a running database shows too.
create or replace view core.promise_tenancy as
with rooms as (
  select n.oid
  from pg_catalog.pg_namespace as n
  where n.nspname in (
    'core', 'tenancy', 'payments', 'billing', 'events', 'sales', 'dining', 'door', 'integrations',
    'platform'
  )
),
org_columns as (
  select a.attrelid, a.attnum
  from pg_catalog.pg_attribute as a
  where a.attname = 'org_id' and not a.attisdropped
)
select c.conrelid::regclass::text as relation, c.conname::text as problem
from pg_catalog.pg_constraint as c
join rooms as r on r.oid = c.connamespace
join org_columns as f on f.attrelid = c.conrelid
join org_columns as t on t.attrelid = c.confrelid
where c.contype = 'f' and not (f.attnum = any (c.conkey) and t.attnum = any (c.confkey))
union all
select c.oid::regclass::text, 'row level security is off'
from pg_catalog.pg_class as c
join rooms as r on r.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relrowsecurity;
revoke all on core.promise_tenancy from anon, authenticated, service_role;
comment on view core.promise_tenancy is
  'Foreign keys between tenant tables without org_id, and tables without row level security.';

insert into core.promises (promise, view, description)
values ('tenants_are_apart', 'core.promise_tenancy',
  'A row never points into another tenant; every table has row level security.');

-- sql/10_core/4_api/promise_transitions.sql
-- A state changed only along a declared transition: what the audit log saw, against the table.
create or replace view core.promise_transitions as
select
  a.audit_id,
  a.entity_type as machine,
  a.entity_id,
  a.old_value ->> 'status' as from_state,
  a.new_value ->> 'status' as to_state
from core.audit_log as a
where a.old_value ->> 'status' is not null
  and a.new_value ->> 'status' is not null
  and exists (select 1 from core.transitions as t where t.machine = a.entity_type)
  and not exists (
    select 1
    from core.transitions as t
    where t.machine = a.entity_type
      and t.from_state = a.old_value ->> 'status'
      and t.to_state = a.new_value ->> 'status'
  );
revoke all on core.promise_transitions from anon, authenticated, service_role;
comment on view core.promise_transitions is 'Changes of state that are not declared in core.transitions.';

insert into core.promises (promise, view, description)
values ('states_move_as_declared', 'core.promise_transitions',
  'A state changes only along a declared transition.');

-- sql/20_tenancy/1_tables/_schema.sql
-- Room tenancy: who the tenants are, who belongs to them, and what each role may do. It knows of
-- users (auth.users, the room of Supabase) and of nothing that an org sells.

create schema tenancy;
comment on schema tenancy is
  'Orgs, members and roles, permissions, invitations, suspension, platform admins.';
grant usage on schema tenancy to anon, authenticated, service_role;

create type tenancy.member_role as enum (
  'owner', 'admin', 'finance', 'support', 'scanner', 'member'
);
comment on type tenancy.member_role is
  'What somebody is in an org; tenancy.role_permissions says what it permits.';

create type tenancy.invitation_status as enum ('pending', 'accepted', 'revoked', 'expired');
comment on type tenancy.invitation_status is 'States of the machine `invitation`.';

-- sql/20_tenancy/1_tables/orgs.sql
-- The tenant: an organiser or the owner of restaurants. Founded by tenancy.create_org(), edited by
-- its owners and admins through public.orgs, suspended by platform admins. `deleted_at` hides it
-- from everybody, its members included.

create table tenancy.orgs (
  id uuid not null default core.new_id(),
  name text not null,
  slug text not null,
  email text,
  language text not null default 'nl',
  country text not null default 'NL',
  created_by uuid,
  suspended_at timestamptz,
  suspended_reason text,
  deleted_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orgs_pkey primary key (id),
  constraint orgs_slug_key unique (slug),
  constraint orgs_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint name_has_1_to_120_characters check (length(btrim(name)) between 1 and 120),
  constraint slug_is_a_dns_label check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 63),
  constraint email_is_lower_case check (email = lower(email)),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint suspended_at_is_set_iff_suspended_reason
    check ((suspended_at is null) = (suspended_reason is null))
);
create index orgs_created_by_idx on tenancy.orgs (created_by);
alter table tenancy.orgs enable row level security;
comment on table tenancy.orgs is 'Tenants: organisers of events and owners of restaurants.';
comment on column tenancy.orgs.slug is 'Its part of public addresses; unique, lower case.';
comment on column tenancy.orgs.email is 'Where buyers and guests reach the org; shown to them.';
comment on column tenancy.orgs.language is 'Language of its mail where the reader''s is unknown.';
comment on column tenancy.orgs.suspended_at is
  'Since when the org sells nothing; set by the platform.';

-- sql/20_tenancy/1_tables/org_invitations.sql
-- requires: orgs
-- An offer to join an org, sent by e-mail. The token that accepts it is in that mail only; here
-- stands its hash. Machine `invitation`; written by the functions of this room only. An invitation
-- is worth what its inviter may still grant: who is removed or demoted takes theirs along.

create table tenancy.org_invitations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  email text not null,
  role tenancy.member_role not null,
  token_hash bytea not null,
  invited_by uuid,
  status tenancy.invitation_status not null default 'pending',
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  expired_at timestamptz,
  created_at timestamptz not null default core.clock(),
  constraint org_invitations_pkey primary key (org_id, id),
  constraint org_invitations_token_hash_key unique (token_hash),
  constraint org_invitations_org_id_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint org_invitations_invited_by_fkey foreign key (invited_by)
    references auth.users (id) on delete set null,
  constraint email_is_lower_case check (email = lower(email)),
  constraint accepted_at_is_set_iff_accepted
    check ((status = 'accepted') = (accepted_at is not null)),
  constraint revoked_at_is_set_iff_revoked check ((status = 'revoked') = (revoked_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null))
);
-- One open invitation per address and org.
create unique index org_invitations_pending_key on tenancy.org_invitations (org_id, email)
  where status = 'pending';
create index org_invitations_expires_at_idx on tenancy.org_invitations (expires_at)
  where status = 'pending';
create index org_invitations_invited_by_idx on tenancy.org_invitations (invited_by);
alter table tenancy.org_invitations enable row level security;
comment on table tenancy.org_invitations is 'Invitations to join an org.';
comment on column tenancy.org_invitations.expired_at is
  'When it was marked as expired; it counts no more from expires_at.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('invitation', 'new', 'pending', 'Somebody is invited.'),
  ('invitation', 'pending', 'accepted', 'The invited person joins.'),
  ('invitation', 'pending', 'revoked', 'The org withdraws it, or sends a newer one.'),
  ('invitation', 'pending', 'expired', 'Nobody accepted it in time.');

-- sql/20_tenancy/1_tables/org_members.sql
-- requires: orgs
-- Who belongs to an org, in which role. Written by the functions of this room only. Policies read
-- it on every request, so whoever is removed loses access with the next one. An org always keeps
-- one owner (triggers in 3_access): an account that is the last owner of an org cannot be removed.

create table tenancy.org_members (
  org_id uuid not null,
  user_id uuid not null,
  role tenancy.member_role not null,
  created_at timestamptz not null default core.clock(),
  constraint org_members_pkey primary key (org_id, user_id),
  constraint org_members_org_id_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint org_members_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade
);
create index org_members_user_id_idx on tenancy.org_members (user_id, org_id) include (role);
alter table tenancy.org_members enable row level security;
comment on table tenancy.org_members is 'Members of orgs with their roles.';

-- sql/20_tenancy/1_tables/platform_admins.sql
-- Who administers the platform itself. Never a role in an org: what they do is not the org's doing.
-- Written with tenancy.grant_platform_admin() by operators who have the database.

create table tenancy.platform_admins (
  user_id uuid not null,
  created_at timestamptz not null default core.clock(),
  constraint platform_admins_pkey primary key (user_id),
  constraint platform_admins_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade
);
alter table tenancy.platform_admins enable row level security;
comment on table tenancy.platform_admins is 'Users who administer the platform.';

-- sql/20_tenancy/1_tables/role_permissions.sql
-- Who may do what, as data: the only place that knows what a role permits. Functions and policies
-- ask for a permission, never for a role. Changed by migrations, like the code that asks.

create table tenancy.permissions (
  permission text not null,
  description text not null,
  constraint permissions_pkey primary key (permission),
  constraint permission_is_subject_dot_act check (permission ~ '^[a-z]+\.[a-z_]+$')
);
alter table tenancy.permissions enable row level security;
comment on table tenancy.permissions is 'Everything that a role can permit.';

create table tenancy.role_permissions (
  role tenancy.member_role not null,
  permission text not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_permission_fkey foreign key (permission)
    references tenancy.permissions (permission)
);
create index role_permissions_permission_idx on tenancy.role_permissions (permission);
alter table tenancy.role_permissions enable row level security;
comment on table tenancy.role_permissions is 'What each role permits.';

insert into tenancy.permissions (permission, description) values
  ('org.read', 'See the organisation and who is in it.'),
  ('org.update', 'Change its name, address, contact e-mail, language and country.'),
  ('members.manage', 'Invite and remove members and change their roles, owners excepted.'),
  ('owners.manage', 'The same for owners.'),
  ('events.manage', 'Make and change events, ticket types and products.'),
  ('dining.manage', 'Set up locations, tables, shifts and policies.'),
  ('participants.read', 'See participants.'),
  ('participants.read_sensitive', 'See their sensitive fields, such as medical remarks.'),
  ('registrations.read', 'See registrations.'),
  ('reservations.read', 'See reservations and guests.'),
  ('reservations.operate', 'Make, move, seat and cancel reservations.'),
  ('orders.read', 'See orders and the mail about them.'),
  ('payments.read', 'See payments, refunds and invoices.'),
  ('exports.create', 'Export data of the organisation.'),
  ('refunds.create', 'Pay money back.'),
  ('tickets.resend', 'Send tickets to their buyer again.'),
  ('tickets.scan', 'Admit visitors by scanning their tickets.'),
  ('scans.override', 'Undo or overrule a scan.'),
  ('audit.read', 'Read the audit trail of the organisation.');

-- One line per permission, so that the matrix reads like the table in the documentation.
insert into tenancy.role_permissions (permission, role)
select m.permission, unnest(m.roles)::tenancy.member_role
from (
  values
  ('org.read', array['owner', 'admin', 'finance', 'support', 'scanner', 'member']),
  ('org.update', array['owner', 'admin']),
  ('members.manage', array['owner', 'admin']),
  ('owners.manage', array['owner']),
  ('events.manage', array['owner', 'admin']),
  ('dining.manage', array['owner', 'admin']),
  ('participants.read', array['owner', 'admin', 'support']),
  ('participants.read_sensitive', array['owner', 'admin']),
  ('registrations.read', array['owner', 'admin', 'support']),
  ('reservations.read', array['owner', 'admin', 'support', 'member']),
  ('reservations.operate', array['owner', 'admin', 'support', 'member']),
  ('orders.read', array['owner', 'admin', 'finance', 'support']),
  ('payments.read', array['owner', 'admin', 'finance']),
  ('exports.create', array['owner', 'admin', 'finance']),
  ('refunds.create', array['owner', 'admin']),
  ('tickets.resend', array['owner', 'admin', 'support']),
  ('tickets.scan', array['owner', 'admin', 'support', 'scanner']),
  ('scans.override', array['owner', 'admin']),
  ('audit.read', array['owner', 'admin', 'finance'])
) as m (permission, roles);

-- sql/20_tenancy/1_tables/settings.sql
-- What this room adds to the settings and limits of core.

insert into core.settings (key, value, description) values
  ('tenancy.invitation_days', '7', 'How long an invitation to join an org can be accepted.');

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('create_org', 'user', 50, 86400, 'Organisations founded per user.');

-- sql/20_tenancy/2_functions/accept_invitation.sql
-- Makes the signed-in user a member of the org that invited them. The invitation is consumed by
-- the first statement that touches it, so of two who come at once one waits and finds it used;
-- whatever is refused afterwards rolls that back. What makes guessing hopeless is the token's 256
-- bits: a refused try takes its count of the rate limit back with it. Called by
-- public.accept_invitation().
-- Locks: the invitation. Raises sign_in_required, missing_field, rate_limited,
-- invitation_not_valid, invitation_for_other_email, already_a_member, try_again.
create or replace function tenancy.accept_invitation(p_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
declare
  v_account record := tenancy.require_account();
  v_token_hash bytea := core.token_hash(core.require_text('token', p_token, 200));
  v_invitation tenancy.org_invitations;
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('accept_invitation', v_account.user_id::text);
  begin
    update tenancy.org_invitations as i
    set status = 'accepted', accepted_at = core.clock()
    where i.token_hash = v_token_hash and i.status = 'pending' and i.expires_at > core.clock()
    returning i.* into v_invitation;
  exception when lock_not_available then
    perform core.fail('try_again');
  end;
  select o.* into v_org
  from tenancy.orgs as o
  where o.id = v_invitation.org_id and o.deleted_at is null;
  if not found
    or not tenancy.may_invite(v_org.id, v_invitation.invited_by, v_invitation.role)
  then
    perform core.fail('invitation_not_valid');
  end if;
  if v_invitation.email <> v_account.email then
    perform core.fail('invitation_for_other_email');
  end if;

  insert into tenancy.org_members (org_id, user_id, role)
  values (v_org.id, v_account.user_id, v_invitation.role)
  on conflict (org_id, user_id) do nothing;
  if not found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_account.email));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', v_invitation.role);
end
$$;
revoke all on function tenancy.accept_invitation(text) from public;
grant execute on function tenancy.accept_invitation(text) to anon, authenticated;

-- sql/20_tenancy/2_functions/authorise.sql
-- First statement of every definer function that serves staff: answers the caller's role in the
-- org, or raises
--   sign_in_required  nobody is signed in;
--   not_found         there is no such org, or the caller is no member of it: they look the same;
--                     whoever was asked for a thing of the org names that (`p_what`, `p_id`)
--                     instead, so that it looks the same whosoever it is;
--   not_allowed       the caller's role does not have the permission.
-- From here on the audit log has the caller down as staff.
create or replace function tenancy.authorise(
  p_org_id uuid,
  p_permission text,
  p_what text default 'organisation',
  p_id uuid default null
)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_role tenancy.member_role;
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  select m.role into v_role
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.org_id = p_org_id and m.user_id = v_user_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', p_what, 'id', coalesce(p_id, p_org_id)));
  end if;
  perform 1
  from tenancy.role_permissions as p
  where p.role = v_role and p.permission = p_permission;
  if not found then
    perform core.fail('not_allowed', jsonb_build_object('permission', p_permission));
  end if;
  perform core.act_as('operator');
  return v_role;
end
$$;
revoke all on function tenancy.authorise(uuid, text, text, uuid) from public;
comment on function tenancy.authorise(uuid, text, text, uuid) is
  'The caller''s role in an org; raises unless it has the permission.';

-- sql/20_tenancy/2_functions/authorise_and_lock.sql
-- tenancy.authorise() for changes of members and invitations, which happen one after the other:
-- locks the org and asks again, because whoever waited for the lock may have lost the right to what
-- the one before them did. Raises what authorise() and lock_org() raise.
create or replace function tenancy.authorise_and_lock(p_org_id uuid, p_permission text)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Before the lock too: a stranger must not be able to keep others waiting.
  perform tenancy.authorise(p_org_id, p_permission);
  perform tenancy.lock_org(p_org_id);
  return tenancy.authorise(p_org_id, p_permission);
end
$$;
revoke all on function tenancy.authorise_and_lock(uuid, text) from public;

-- sql/20_tenancy/2_functions/change_member_role.sql
-- Gives a member another role. Owners are made and unmade by owners only, and the last one stays.
-- Repeating it changes nothing. Called by public.change_member_role().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, last_owner.
create or replace function tenancy.change_member_role(p_org_id uuid, p_user_id uuid, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_present_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_present_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_present_role, v_role);
  if v_role <> v_present_role then
    update tenancy.org_members as m
    set role = v_role
    where m.org_id = p_org_id and m.user_id = p_user_id;
  end if;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id, 'role', v_role);
end
$$;
revoke all on function tenancy.change_member_role(uuid, uuid, text) from public;
grant execute on function tenancy.change_member_role(uuid, uuid, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/create_org.sql
-- Founds an org; the signed-in user becomes its first owner. Without a slug one is made from the
-- name, with something added when that is taken. Called by public.create_org().
-- Raises sign_in_required, rate_limited, missing_field, invalid_field, invalid_email, slug_taken.
create or replace function tenancy.create_org(
  p_name text,
  p_slug text,
  p_email text,
  p_language text,
  p_country text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := (tenancy.require_account()).user_id;
  v_name text := core.require_text('name', p_name, 120);
  v_wanted_slug text := core.optional_text('slug', p_slug, 63);
  v_made_slug text := coalesce(nullif(core.slugify(v_name), ''), 'org');
  v_slug text := coalesce(v_wanted_slug, v_made_slug);
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('create_org', v_user_id::text);
  loop
    -- One statement, so that the org has its owner whenever its constraints are checked.
    with founded as (
      insert into tenancy.orgs (name, slug, email, language, country, created_by)
      values (
        v_name, v_slug, p_email, coalesce(core.optional_text('language', p_language, 2), 'nl'),
        coalesce(core.optional_text('country', p_country, 2), 'NL'), v_user_id
      )
      on conflict (slug) do nothing
      returning *
    ), owned as (
      insert into tenancy.org_members (org_id, user_id, role)
      select f.id, v_user_id, 'owner' from founded as f
    )
    select f.* into v_org from founded as f;
    exit when found;
    if v_wanted_slug is not null then
      perform core.fail('slug_taken', jsonb_build_object('slug', lower(v_wanted_slug)));
    end if;
    v_slug := v_made_slug || '-' || left(md5(gen_random_uuid()::text), 6);
  end loop;
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', 'owner');
end
$$;
revoke all on function tenancy.create_org(text, text, text, text, text) from public;
grant execute on function tenancy.create_org(text, text, text, text, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/emit_invitation.sql
-- Puts the mail of a new invitation into the outbox, in the language of the org. The inviter goes
-- by the name in their account, or else their address; what they wrote there is bounded, for it
-- goes to somebody who does not know them.
create or replace function tenancy.emit_invitation(
  p_invitation tenancy.org_invitations,
  p_token text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_inviter_name text;
begin
  select o.* into strict v_org from tenancy.orgs as o where o.id = p_invitation.org_id;
  select coalesce(
    nullif(btrim(left(regexp_replace(
      coalesce(nullif(u.raw_user_meta_data ->> 'name', ''), u.raw_user_meta_data ->> 'full_name'),
      '[[:cntrl:]]', ' ', 'g'), 100)), ''),
    u.email
  )
  into strict v_inviter_name
  from auth.users as u
  where u.id = p_invitation.invited_by;
  perform core.emit(
    v_org.id, 'invitation:' || p_invitation.id, 'email.invitation',
    jsonb_build_object(
      'email', p_invitation.email, 'language', v_org.language, 'org_name', v_org.name,
      'inviter_name', v_inviter_name, 'role', p_invitation.role, 'token', p_token,
      'expires_at', p_invitation.expires_at
    )
  );
end
$$;
revoke all on function tenancy.emit_invitation(tenancy.org_invitations, text) from public;

-- sql/20_tenancy/2_functions/find_member.sql
-- The role of a member of an org that the caller has locked. Raises not_found.
create or replace function tenancy.find_member(p_org_id uuid, p_user_id uuid)
  returns tenancy.member_role
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_role tenancy.member_role;
begin
  select m.role into v_role
  from tenancy.org_members as m
  where m.org_id = p_org_id and m.user_id = p_user_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'member', 'id', p_user_id));
  end if;
  return v_role;
end
$$;
revoke all on function tenancy.find_member(uuid, uuid) from public;

-- sql/20_tenancy/2_functions/get_user_context.sql
-- Who is signed in, in which orgs, with which permissions: what a client needs to draw its menus.
-- Not a token of access: every function and policy asks the tables again. For a visitor the user
-- is null. Called by public.get_user_context().
create or replace function tenancy.get_user_context()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_user jsonb;
  v_orgs jsonb;
begin
  select jsonb_build_object('id', u.id, 'email', u.email) into v_user
  from auth.users as u
  where u.id = v_user_id;
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'org_id', o.id, 'name', o.name, 'slug', o.slug, 'role', m.role,
      'permissions', (
        select coalesce(jsonb_agg(p.permission order by p.permission), '[]')
        from tenancy.role_permissions as p
        where p.role = m.role
      ),
      'suspended', o.suspended_at is not null
    )
    order by o.name, o.id
  ), '[]')
  into v_orgs
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.user_id = v_user_id;
  return jsonb_build_object(
    'user', v_user, 'is_platform_admin', tenancy.is_platform_admin(), 'orgs', v_orgs);
end
$$;
revoke all on function tenancy.get_user_context() from public;
grant execute on function tenancy.get_user_context() to anon, authenticated;

-- sql/20_tenancy/2_functions/grant_platform_admin.sql
-- Makes the user with this e-mail address an administrator of the platform, and returns their id.
-- Granted to nobody: for operators who have the database itself. Raises not_found.
create or replace function tenancy.grant_platform_admin(p_email text)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := core.require_email('email', p_email);
  v_user_id uuid;
begin
  select u.id into v_user_id from auth.users as u where lower(u.email) = v_email;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'user', 'id', v_email));
  end if;
  insert into tenancy.platform_admins (user_id) values (v_user_id)
  on conflict (user_id) do nothing;
  return v_user_id;
end
$$;
revoke all on function tenancy.grant_platform_admin(text) from public;

-- sql/20_tenancy/2_functions/guard_not_suspended.sql
-- Raises org_suspended when the org may not sell or take bookings at present, not_found when there
-- is no such org. Functions that make new obligations call it; those that settle old ones do not.
create or replace function tenancy.guard_not_suspended(p_org_id uuid)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_suspended_at timestamptz;
begin
  select o.suspended_at into v_suspended_at
  from tenancy.orgs as o
  where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  if v_suspended_at is not null then
    perform core.fail('org_suspended', jsonb_build_object('org_id', p_org_id));
  end if;
end
$$;
revoke all on function tenancy.guard_not_suspended(uuid) from public;

-- sql/20_tenancy/2_functions/guard_owners.sql
-- Owners are made, changed and removed by owners only. Raises not_allowed (owners.manage) when one
-- of the roles at stake is owner and the caller's role, from tenancy.authorise(), may not do that.
create or replace function tenancy.guard_owners(
  p_caller_role tenancy.member_role,
  variadic p_roles_at_stake tenancy.member_role[]
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if 'owner' = any (p_roles_at_stake) and not exists (
    select 1
    from tenancy.role_permissions as p
    where p.role = p_caller_role and p.permission = 'owners.manage'
  ) then
    perform core.fail('not_allowed', jsonb_build_object('permission', 'owners.manage'));
  end if;
end
$$;
revoke all on function tenancy.guard_owners(tenancy.member_role, tenancy.member_role[])
  from public;

-- sql/20_tenancy/2_functions/invite_member.sql
-- Invites somebody to an org by e-mail. The token goes into the mail and nowhere else. Inviting an
-- address again revokes its older invitation. Called by public.invite_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, invalid_email,
-- already_a_member, rate_limited.
create or replace function tenancy.invite_member(p_org_id uuid, p_email text, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_email text := core.require_email('email', p_email);
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_token text := core.new_token();
  v_invitation tenancy.org_invitations;
begin
  perform tenancy.guard_owners(v_caller_role, v_role);
  perform core.hit_rate_limit('invite_member', p_org_id::text);
  perform 1
  from tenancy.org_members as m
  inner join auth.users as u on u.id = m.user_id
  where m.org_id = p_org_id and lower(u.email) = v_email;
  if found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_email));
  end if;

  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = p_org_id and i.email = v_email and i.status = 'pending';
  insert into tenancy.org_invitations (org_id, email, role, token_hash, invited_by, expires_at)
  values (
    p_org_id, v_email, v_role, core.token_hash(v_token), auth.uid(),
    core.clock() + make_interval(days => core.setting('tenancy.invitation_days')::integer)
  )
  returning * into v_invitation;
  perform tenancy.emit_invitation(v_invitation, v_token);
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_email, 'role', v_role,
    'status', v_invitation.status, 'expires_at', v_invitation.expires_at
  );
end
$$;
revoke all on function tenancy.invite_member(uuid, text, text) from public;
grant execute on function tenancy.invite_member(uuid, text, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/is_platform_admin.sql
-- Whether the caller administers the platform.
create or replace function tenancy.is_platform_admin()
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return exists (select 1 from tenancy.platform_admins as a where a.user_id = v_user_id);
end
$$;
revoke all on function tenancy.is_platform_admin() from public;
grant execute on function tenancy.is_platform_admin() to authenticated;
comment on function tenancy.is_platform_admin() is 'Whether the caller administers the platform.';

-- sql/20_tenancy/2_functions/leave_org.sql
-- Ends the caller's own membership; the last owner stays. Called by public.leave_org().
-- Locks: org. Raises sign_in_required, not_found, missing_field, last_owner.
create or replace function tenancy.leave_org(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Every role may see its org, and so every member may leave it.
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'org.read');
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = auth.uid();
  return jsonb_build_object('org_id', p_org_id, 'user_id', auth.uid());
end
$$;
revoke all on function tenancy.leave_org(uuid) from public;
grant execute on function tenancy.leave_org(uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/lock_org.sql
-- Makes changes to the members and invitations of one org go one after the other. Second in the
-- lock order, after an idempotency key. Does not disturb selling: rows that refer to the org can
-- still be written. Raises try_again when the lock does not come in time.
create or replace function tenancy.lock_org(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
begin
  perform 1 from tenancy.orgs as o where o.id = p_org_id for no key update;
exception when lock_not_available then
  perform core.fail('try_again');
end
$$;
revoke all on function tenancy.lock_org(uuid) from public;

-- sql/20_tenancy/2_functions/lock_org_for_platform.sql
-- Locks any org, whoever its members are, and returns it. Raises not_found. Only for functions that
-- have called tenancy.require_platform_admin().
create or replace function tenancy.lock_org_for_platform(p_org_id uuid)
  returns tenancy.orgs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
begin
  perform tenancy.lock_org(p_org_id);
  select o.* into v_org from tenancy.orgs as o where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  return v_org;
end
$$;
revoke all on function tenancy.lock_org_for_platform(uuid) from public;

-- sql/20_tenancy/2_functions/may_invite.sql
-- Whether a user may, at this moment, make somebody a member of the org in that role: it takes
-- members.manage, and owners.manage to make an owner.
create or replace function tenancy.may_invite(
  p_org_id uuid,
  p_user_id uuid,
  p_role tenancy.member_role
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role
    where m.org_id = p_org_id
      and m.user_id = p_user_id
      and p.permission = case p_role when 'owner' then 'owners.manage' else 'members.manage' end
  );
end
$$;
revoke all on function tenancy.may_invite(uuid, uuid, tenancy.member_role) from public;

-- sql/20_tenancy/2_functions/member_emails.sql
-- The e-mail addresses of everybody in the caller's orgs, in one set: public.org_members joins it,
-- so that it is read once per statement. Definer, because nobody may read auth.users.
create or replace function tenancy.member_emails()
  returns table (user_id uuid, email text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select distinct u.id, u.email::text
    from tenancy.org_members as m
    inner join auth.users as u on u.id = m.user_id
    where m.org_id = any (array(select tenancy.orgs_with('org.read')));
end
$$;
revoke all on function tenancy.member_emails() from public;
grant execute on function tenancy.member_emails() to authenticated;

-- sql/20_tenancy/2_functions/orgs_with.sql
-- The orgs in which the caller has a permission. For policies, in this form only:
--   org_id = any (array(select tenancy.orgs_with('orders.read')))
-- That is evaluated once per statement and usable as an index condition; `in (select …)` and a call
-- per row are slower by orders of magnitude. Definer, because it reads what the policies guard.
create or replace function tenancy.orgs_with(p_permission text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_user_id uuid := auth.uid();
begin
  return query
    select m.org_id
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role and p.permission = p_permission
    inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
    where m.user_id = v_user_id;
end
$$;
revoke all on function tenancy.orgs_with(text) from public;
grant execute on function tenancy.orgs_with(text) to authenticated;
comment on function tenancy.orgs_with(text) is 'The orgs in which the caller has a permission.';

-- sql/20_tenancy/2_functions/remove_member.sql
-- Ends somebody's membership; their access ends with the commit. Owners are removed by owners only,
-- and the last one stays. Called by public.remove_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, last_owner.
create or replace function tenancy.remove_member(p_org_id uuid, p_user_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_role tenancy.member_role;
begin
  perform core.require_id('user_id', p_user_id);
  v_role := tenancy.find_member(p_org_id, p_user_id);
  perform tenancy.guard_owners(v_caller_role, v_role);
  delete from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = p_user_id;
  return jsonb_build_object('org_id', p_org_id, 'user_id', p_user_id);
end
$$;
revoke all on function tenancy.remove_member(uuid, uuid) from public;
grant execute on function tenancy.remove_member(uuid, uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/require_account.sql
-- The signed-in user's account, as the auth server has it now: the token may be older than the last
-- change of address. Raises sign_in_required when nobody is signed in, the account is gone, or it
-- has no e-mail address (an anonymous sign-in): such a user can neither found nor join an org.
create or replace function tenancy.require_account(out user_id uuid, out email text)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  select u.id, lower(u.email) into user_id, email
  from auth.users as u
  where u.id = auth.uid() and u.email <> '';
  if not found then
    perform core.fail('sign_in_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_account() from public;

-- sql/20_tenancy/2_functions/require_platform_admin.sql
-- First statement of every definer function that serves the platform's own staff. Raises
-- sign_in_required or platform_admin_required.
create or replace function tenancy.require_platform_admin()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  if not tenancy.is_platform_admin() then
    perform core.fail('platform_admin_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_platform_admin() from public;

-- sql/20_tenancy/2_functions/require_role.sql
-- The role that a field names. Raises missing_field, or invalid_field with the roles there are.
create or replace function tenancy.require_role(p_field text, p_value text)
  returns tenancy.member_role
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := lower(core.require_text(p_field, p_value, 50));
  v_roles text[] := enum_range(null::tenancy.member_role)::text[];
begin
  if v_value <> all (v_roles) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it is one of ' || array_to_string(v_roles, ', ')));
  end if;
  return v_value::tenancy.member_role;
end
$$;
revoke all on function tenancy.require_role(text, text) from public;

-- sql/20_tenancy/2_functions/revoke_invitation.sql
-- Withdraws an open invitation; its token is worth nothing from then on. Repeating it changes
-- nothing. Called by public.revoke_invitation().
-- Locks: org, invitation. Raises not_allowed, not_found, missing_field, invalid_transition.
create or replace function tenancy.revoke_invitation(p_org_id uuid, p_invitation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_invitation tenancy.org_invitations;
begin
  perform core.require_id('invitation_id', p_invitation_id);
  select i.* into v_invitation
  from tenancy.org_invitations as i
  where i.org_id = p_org_id and i.id = p_invitation_id
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'invitation', 'id', p_invitation_id));
  end if;
  perform tenancy.guard_owners(v_caller_role, v_invitation.role);
  if v_invitation.status <> 'revoked' then
    update tenancy.org_invitations as i
    set status = 'revoked', revoked_at = core.clock()
    where i.org_id = p_org_id and i.id = p_invitation_id
    returning i.* into v_invitation;
  end if;
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_invitation.email,
    'role', v_invitation.role, 'status', v_invitation.status
  );
end
$$;
revoke all on function tenancy.revoke_invitation(uuid, uuid) from public;
grant execute on function tenancy.revoke_invitation(uuid, uuid) to anon, authenticated;

-- sql/20_tenancy/2_functions/revoke_platform_admin.sql
-- Takes the administration of the platform away from the user with this e-mail address; answers
-- whether they had it. Granted to nobody: for operators who have the database itself.
create or replace function tenancy.revoke_platform_admin(p_email text)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from tenancy.platform_admins as a
  using auth.users as u
  where u.id = a.user_id and lower(u.email) = core.require_email('email', p_email);
  return found;
end
$$;
revoke all on function tenancy.revoke_platform_admin(text) from public;

-- sql/20_tenancy/2_functions/suspend_org.sql
-- Stops an org from selling and taking bookings; what was sold stays valid, and its members still
-- see everything, the reason included. For platform admins. Repeating it changes nothing. Called
-- by public.suspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.suspend_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_reason text;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_org := tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if v_org.suspended_at is null then
    update tenancy.orgs as o
    set suspended_at = core.clock(), suspended_reason = v_reason
    where o.id = p_org_id
    returning o.* into v_org;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.suspended', null,
      jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'suspended_at', v_org.suspended_at,
    'suspended_reason', v_org.suspended_reason);
end
$$;
revoke all on function tenancy.suspend_org(uuid, text) from public;
grant execute on function tenancy.suspend_org(uuid, text) to anon, authenticated;

-- sql/20_tenancy/2_functions/sweep_invitations.sql
-- Marks invitations whose time is over as expired. They count no more from expires_at on; this only
-- makes it visible.
create or replace function tenancy.sweep_invitations(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
begin
  with due as (
    select i.org_id, i.id
    from tenancy.org_invitations as i
    where i.status = 'pending' and i.expires_at <= v_now
    order by i.expires_at
    limit p_limit
    for update skip locked
  )
  update tenancy.org_invitations as i
  set status = 'expired', expired_at = v_now
  from due
  where i.org_id = due.org_id and i.id = due.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function tenancy.sweep_invitations(integer) from public;

-- sql/20_tenancy/2_functions/tg__keep_an_owner.sql
-- An org always keeps at least one owner, whoever takes one away: a function, the removal of an
-- account, an operator in psql. Touches the org's row before it counts, so that two owners who
-- leave at once go one after the other; a mere lock would let a repeatable-read transaction count
-- in its old snapshot. Fires for orgs (at commit) and for owners who go or change role.
create or replace function tenancy.tg__keep_an_owner()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id uuid;
begin
  if tg_table_name = 'orgs' then
    v_org_id := new.id;
  else
    v_org_id := old.org_id;
    update tenancy.orgs as o set updated_at = o.updated_at where o.id = v_org_id;
  end if;
  perform 1 from tenancy.org_members as m where m.org_id = v_org_id and m.role = 'owner' limit 1;
  if not found and exists (select 1 from tenancy.orgs as o where o.id = v_org_id) then
    perform core.fail('last_owner', jsonb_build_object('org_id', v_org_id));
  end if;
  return null;
end
$$;
revoke all on function tenancy.tg__keep_an_owner() from public;

-- sql/20_tenancy/2_functions/tg_org_members__withdraw_invitations.sql
-- An invitation is worth what its inviter may still grant: when a member goes or is demoted, the
-- open invitations that they could no longer send are revoked. Otherwise somebody about to be
-- removed could leave a door open for a second address of their own.
create or replace function tenancy.tg_org_members__withdraw_invitations()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = old.org_id
    and i.invited_by = old.user_id
    and i.status = 'pending'
    and not tenancy.may_invite(old.org_id, old.user_id, i.role);
  return null;
end
$$;
revoke all on function tenancy.tg_org_members__withdraw_invitations() from public;

-- sql/20_tenancy/2_functions/tg_orgs__normalise.sql
-- Brings what describes an org into its stored form, whether a function or a client's PATCH writes
-- it, and refuses with a sentence what the table's checks would refuse without one. Definer,
-- because the slugs of other orgs are invisible to the caller.
create or replace function tenancy.tg_orgs__normalise()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.name := core.require_text('name', new.name, 120);
  new.slug := lower(core.require_text('slug', new.slug, 63));
  if new.slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'slug', 'reason', 'it consists of letters a-z, digits and single hyphens'));
  end if;
  if coalesce(btrim(new.email), '') = '' then
    new.email := null;
  else
    new.email := core.require_email('email', new.email);
  end if;
  new.language := lower(core.require_text('language', new.language, 2));
  if new.language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it is nl or en'));
  end if;
  new.country := upper(core.require_text('country', new.country, 2));
  if new.country !~ '^[A-Z]{2}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'country', 'reason', 'it is a code of two letters (ISO 3166-1), such as NL'));
  end if;
  -- tenancy.create_org() meets a taken slug by its constraint; a client's PATCH meets it here.
  if tg_op = 'UPDATE' and exists (
    select 1 from tenancy.orgs as o where o.slug = new.slug and o.id <> new.id
  ) then
    perform core.fail('slug_taken', jsonb_build_object('slug', new.slug));
  end if;
  return new;
end
$$;
revoke all on function tenancy.tg_orgs__normalise() from public;

-- sql/20_tenancy/2_functions/unsuspend_org.sql
-- Lets a suspended org sell again; the reason goes to the audit log. For platform admins.
-- Repeating it changes nothing. Called by public.unsuspend_org().
-- Locks: org. Raises sign_in_required, platform_admin_required, missing_field, invalid_field,
-- not_found.
create or replace function tenancy.unsuspend_org(p_org_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_reason text;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_org := tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if v_org.suspended_at is not null then
    update tenancy.orgs as o
    set suspended_at = null, suspended_reason = null
    where o.id = p_org_id;
    perform core.audit(
      p_org_id, 'org', p_org_id::text, 'org.unsuspended',
      jsonb_build_object('reason', v_org.suspended_reason), jsonb_build_object('reason', v_reason));
  end if;
  return jsonb_build_object('org_id', v_org.id, 'suspended_at', null, 'suspended_reason', null);
end
$$;
revoke all on function tenancy.unsuspend_org(uuid, text) from public;
grant execute on function tenancy.unsuspend_org(uuid, text) to anon, authenticated;

-- sql/20_tenancy/3_access/audit_log.sql
-- Who may read an org's audit trail; here, because core knows of no orgs. Entries without an org
-- (settings, platform admins) are for operators only.
grant select (
  audit_id, org_id, entity_type, entity_id, action, old_value, new_value, performed_by,
  performed_by_type, location_id, request_id, address, user_agent, created_at
) on core.audit_log to authenticated;

create policy select_auditors on core.audit_log
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('audit.read'))));

-- sql/20_tenancy/3_access/org_invitations.sql
-- Those who manage members see whom the org invited; the hash of the token nobody sees.
-- NOTE: insert, update and delete are not granted, because invite_member, revoke_invitation and
-- accept_invitation do it, with the mail, the limits and the races that go with it.
revoke all on tenancy.org_invitations from anon, authenticated, service_role;
grant select (
  org_id, id, email, role, invited_by, status, expires_at, accepted_at, revoked_at, expired_at,
  created_at
) on tenancy.org_invitations to authenticated;

create policy select_managers on tenancy.org_invitations
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('members.manage'))));

create trigger _200_transition before insert or update of status on tenancy.org_invitations
  for each row execute function core.tg__transition('invitation');
create trigger _900_audit after insert or update or delete on tenancy.org_invitations
  for each row execute function core.tg__audit('invitation', 'email', 'token_hash');

insert into core.sweeps (name, function, every, batch)
values ('tenancy.expire_invitations', 'tenancy.sweep_invitations', interval '5 minutes', 500);

-- sql/20_tenancy/3_access/org_members.sql
-- Members see who else belongs to their org.
-- NOTE: insert, update and delete are not granted, because joining, changing roles and leaving have
-- rules of their own: accept_invitation, change_member_role, remove_member, leave_org.
revoke all on tenancy.org_members from anon, authenticated, service_role;
grant select (org_id, user_id, role, created_at) on tenancy.org_members to authenticated;

create policy select_members on tenancy.org_members
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));

create constraint trigger _200_keep_an_owner after update or delete on tenancy.org_members
  deferrable initially immediate
  for each row when (old.role = 'owner') execute function tenancy.tg__keep_an_owner();
create trigger _300_withdraw_invitations after update of role or delete on tenancy.org_members
  for each row execute function tenancy.tg_org_members__withdraw_invitations();
create trigger _900_audit after insert or update or delete on tenancy.org_members
  for each row execute function core.tg__audit('member');

-- sql/20_tenancy/3_access/orgs.sql
-- Members see their org; those with org.update edit what describes it, through public.orgs.
-- NOTE: insert is not granted, because tenancy.create_org() also makes the founder an owner;
-- suspension belongs to platform admins (suspend_org); delete is granted to nobody.
revoke all on tenancy.orgs from anon, authenticated, service_role;
grant select (
  id, name, slug, email, language, country, suspended_at, suspended_reason, created_at, updated_at
) on tenancy.orgs to authenticated;
grant update (name, slug, email, language, country) on tenancy.orgs to authenticated;

create policy select_members on tenancy.orgs
  for select to authenticated
  using (id = any (array(select tenancy.orgs_with('org.read'))));
create policy update_managers on tenancy.orgs
  for update to authenticated
  using (id = any (array(select tenancy.orgs_with('org.update'))))
  with check (id = any (array(select tenancy.orgs_with('org.update'))));

create trigger _100_normalise
  before insert or update of name, slug, email, language, country on tenancy.orgs
  for each row execute function tenancy.tg_orgs__normalise();
create trigger _110_touch before update on tenancy.orgs
  for each row execute function core.tg__touch();
-- At the end of the transaction, because an org comes before its first owner.
create constraint trigger _200_keep_an_owner after insert on tenancy.orgs
  deferrable initially deferred
  for each row execute function tenancy.tg__keep_an_owner();
create trigger _900_audit after insert or update or delete on tenancy.orgs
  for each row execute function core.tg__audit('org');

-- sql/20_tenancy/3_access/outbox.sql
-- Who may see what became of an org's messages; here, because core knows of no orgs.
-- NOTE: payload and result are not granted, because they may hold tokens and personal data; of the
-- failures only that they happened, because their text speaks of our own machines.
grant select (event_id, org_id, channel, aggregate, topic, attempts, available_at, created_at)
  on core.outbox_events to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, died_at)
  on core.outbox_dead to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, delivered_at)
  on core.outbox_history to authenticated;

create policy select_staff on core.outbox_events
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_dead
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_history
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

-- sql/20_tenancy/3_access/platform_admins.sql
-- Only functions read it; operators write it with tenancy.grant_platform_admin().
revoke all on tenancy.platform_admins from anon, authenticated, service_role;
create policy all_nobody on tenancy.platform_admins using (false);

create trigger _900_audit after insert or update or delete on tenancy.platform_admins
  for each row execute function core.tg__audit('platform_admin');

-- sql/20_tenancy/3_access/role_permissions.sql
-- The matrix is no secret: every signed-in client may draw its menus from it.
-- NOTE: insert, update and delete are not granted, because it changes with the code that asks.
revoke all on tenancy.permissions, tenancy.role_permissions from anon, authenticated, service_role;
grant select (permission, description) on tenancy.permissions to authenticated;
grant select (role, permission) on tenancy.role_permissions to authenticated;

create policy select_users on tenancy.permissions for select to authenticated using (true);
create policy select_users on tenancy.role_permissions for select to authenticated using (true);

-- sql/20_tenancy/4_api/accept_invitation.sql
-- The front door of tenancy.accept_invitation(), which says what it does and refuses.
create or replace function public.accept_invitation(token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.accept_invitation(accept_invitation.token)
$$;
revoke all on function public.accept_invitation(text)
  from public, anon, authenticated, service_role;
grant execute on function public.accept_invitation(text) to anon, authenticated;
comment on function public.accept_invitation(text) is
  'Joins the organisation whose invitation carried this token; you must be signed in with the '
  'invited address. Returns {org_id, name, slug, role}.';

-- sql/20_tenancy/4_api/audit_log.sql
-- The audit trail of the caller's orgs.
create or replace view public.audit_log
  with (security_invoker = true)
as
select
  a.audit_id,
  a.org_id,
  a.entity_type,
  a.entity_id,
  a.action,
  a.old_value,
  a.new_value,
  a.performed_by,
  a.performed_by_type,
  a.location_id,
  a.request_id,
  a.address,
  a.user_agent,
  a.created_at
from core.audit_log as a;
revoke all on public.audit_log from anon, authenticated, service_role;
grant select on public.audit_log to authenticated;
comment on view public.audit_log is
  'Who did what in your organisations, when and from where (permission audit.read). Never changed '
  'or removed.';
comment on column public.audit_log.entity_type is
  'What was changed: org, member, invitation, order and so on.';
comment on column public.audit_log.action is 'What happened to it, such as invitation.accepted.';
comment on column public.audit_log.old_value is
  'Columns that changed, before; sensitive ones as hashes.';
comment on column public.audit_log.new_value is
  'Columns that changed, after; the whole row on creation.';
comment on column public.audit_log.performed_by is 'User id; null for guests and the system.';
comment on column public.audit_log.address is 'Network address from which the request came.';

-- sql/20_tenancy/4_api/change_member_role.sql
-- The front door of tenancy.change_member_role(), which says what it does and refuses.
create or replace function public.change_member_role(
  org_id uuid default null,
  user_id uuid default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.change_member_role(
    change_member_role.org_id,
    change_member_role.user_id,
    change_member_role.role
  )
$$;
revoke all on function public.change_member_role(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.change_member_role(uuid, uuid, text) to anon, authenticated;
comment on function public.change_member_role(uuid, uuid, text) is
  'Gives a member another role (permission members.manage; owners.manage from or to owner). '
  'Returns {org_id, user_id, role}.';

-- sql/20_tenancy/4_api/create_org.sql
-- The front door of tenancy.create_org(), which says what it does and refuses.
create or replace function public.create_org(
  name text default null,
  slug text default null,
  email text default null,
  language text default null,
  country text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.create_org(
    create_org.name,
    create_org.slug,
    create_org.email,
    create_org.language,
    create_org.country
  )
$$;
revoke all on function public.create_org(text, text, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.create_org(text, text, text, text, text) to anon, authenticated;
comment on function public.create_org(text, text, text, text, text) is
  'Founds an organisation; you become its owner. Returns {org_id, name, slug, role}. Without a '
  'slug one is made from the name; language is nl (default) or en, country two letters (default '
  'NL).';

-- sql/20_tenancy/4_api/email_outbox.sql
-- What became of the mail of the caller's orgs: one queue in three tables.
create or replace view public.email_outbox
  with (security_invoker = true)
as
select
  e.event_id,
  e.org_id,
  'waiting' as state,
  e.topic,
  e.aggregate,
  e.attempts,
  e.created_at,
  e.available_at as next_attempt_at,
  null::timestamptz as delivered_at,
  null::timestamptz as failed_at
from core.outbox_events as e
where e.channel = 'email'
union all
select
  d.event_id,
  d.org_id,
  'failed' as state,
  d.topic,
  d.aggregate,
  d.attempts,
  d.created_at,
  null as next_attempt_at,
  null as delivered_at,
  d.died_at as failed_at
from core.outbox_dead as d
where d.channel = 'email'
union all
select
  h.event_id,
  h.org_id,
  'delivered' as state,
  h.topic,
  h.aggregate,
  h.attempts,
  h.created_at,
  null as next_attempt_at,
  h.delivered_at,
  null as failed_at
from core.outbox_history as h
where h.channel = 'email';
revoke all on public.email_outbox from anon, authenticated, service_role;
grant select on public.email_outbox to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.email_outbox
  for each row execute function core.tg__read_only();
comment on view public.email_outbox is
  'Mail of your organisations and what became of it, without its contents (permission '
  'orders.read).';
comment on column public.email_outbox.state is
  'waiting, failed (given up; can be replayed) or delivered.';
comment on column public.email_outbox.topic is
  'What kind of mail, such as email.order_confirmation.';
comment on column public.email_outbox.aggregate is 'What it is about, such as order:<id>.';
comment on column public.email_outbox.next_attempt_at is 'While it waits: when delivery is tried.';

-- sql/20_tenancy/4_api/get_user_context.sql
-- The front door of tenancy.get_user_context(), which says what it does.
create or replace function public.get_user_context()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select tenancy.get_user_context()
$$;
revoke all on function public.get_user_context() from public, anon, authenticated, service_role;
grant execute on function public.get_user_context() to anon, authenticated;
comment on function public.get_user_context() is
  'Who you are and where: {user: {id, email} or null, is_platform_admin, orgs: [{org_id, name, '
  'slug, role, permissions, suspended}]}.';

-- sql/20_tenancy/4_api/invite_member.sql
-- The front door of tenancy.invite_member(), which says what it does and refuses.
create or replace function public.invite_member(
  org_id uuid default null,
  email text default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.invite_member(invite_member.org_id, invite_member.email, invite_member.role)
$$;
revoke all on function public.invite_member(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.invite_member(uuid, text, text) to anon, authenticated;
comment on function public.invite_member(uuid, text, text) is
  'Invites somebody by e-mail (permission members.manage; owners.manage for the role owner). '
  'Returns {org_id, invitation_id, email, role, status, expires_at}. Inviting an address again '
  'revokes its older invitation.';

-- sql/20_tenancy/4_api/leave_org.sql
-- The front door of tenancy.leave_org(), which says what it does and refuses.
create or replace function public.leave_org(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.leave_org(leave_org.org_id)
$$;
revoke all on function public.leave_org(uuid) from public, anon, authenticated, service_role;
grant execute on function public.leave_org(uuid) to anon, authenticated;
comment on function public.leave_org(uuid) is
  'Ends your own membership. The last owner stays. Returns {org_id, user_id}.';

-- sql/20_tenancy/4_api/org_invitations.sql
-- Whom the caller's orgs invited, for those who manage members.
create or replace view public.org_invitations
  with (security_invoker = true)
as
select
  i.org_id,
  i.id,
  i.email,
  i.role,
  i.invited_by,
  i.status,
  i.expires_at,
  i.accepted_at,
  i.revoked_at,
  i.expired_at,
  i.created_at
from tenancy.org_invitations as i;
revoke all on public.org_invitations from anon, authenticated, service_role;
grant select on public.org_invitations to authenticated;
comment on view public.org_invitations is
  'Invitations to your organisations (permission members.manage). Changed with invite_member and '
  'revoke_invitation.';
comment on column public.org_invitations.invited_by is 'User id; null when that account is gone.';
comment on column public.org_invitations.expires_at is
  'From this moment on it can no longer be accepted.';
comment on column public.org_invitations.expired_at is
  'When it was marked as expired, some time after expires_at.';

-- sql/20_tenancy/4_api/org_members.sql
-- Who belongs to the caller's orgs, with the addresses that tell them apart.
create or replace view public.org_members
  with (security_invoker = true)
as
select
  m.org_id,
  m.user_id,
  m.role,
  e.email,
  m.created_at
from tenancy.org_members as m
left join tenancy.member_emails() as e on e.user_id = m.user_id;
revoke all on public.org_members from anon, authenticated, service_role;
grant select on public.org_members to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.org_members
  for each row execute function core.tg__read_only();
comment on view public.org_members is
  'Members of your organisations. Changed with invite_member, change_member_role, remove_member '
  'and leave_org.';
comment on column public.org_members.role is 'What the role permits stands in role_permissions.';

-- sql/20_tenancy/4_api/orgs.sql
-- The caller's orgs; owners and admins change the columns that describe them with PATCH.
create or replace view public.orgs
  with (security_invoker = true)
as
select
  o.id,
  o.name,
  o.slug,
  o.email,
  o.language,
  o.country,
  o.suspended_at,
  o.suspended_reason,
  o.created_at,
  o.updated_at
from tenancy.orgs as o;
revoke all on public.orgs from anon, authenticated, service_role;
grant select on public.orgs to authenticated;
grant update (name, slug, email, language, country) on public.orgs to authenticated;
comment on view public.orgs is
  'The organisations you belong to. With the permission org.update, PATCH changes name, slug, '
  'email, language and country. Found one with create_org.';
comment on column public.orgs.slug is 'Its part of public addresses: a-z, 0-9 and hyphens; unique.';
comment on column public.orgs.email is
  'Where buyers and guests reach the organisation; they see it.';
comment on column public.orgs.language is
  'nl or en: language of its mail where the reader''s is unknown.';
comment on column public.orgs.country is 'Two letters, ISO 3166-1, such as NL.';
comment on column public.orgs.suspended_at is
  'Since when the platform keeps it from selling; null normally.';

-- sql/20_tenancy/4_api/promise_owners.sql
-- An org always keeps at least one owner: tenancy.tg__keep_an_owner().
create or replace view tenancy.promise_owners as
select o.id as org_id, 'the org has no owner' as problem
from tenancy.orgs as o
where not exists (
  select 1 from tenancy.org_members as m where m.org_id = o.id and m.role = 'owner'
);
revoke all on tenancy.promise_owners from anon, authenticated, service_role;
comment on view tenancy.promise_owners is 'Orgs without an owner.';

insert into core.promises (promise, view, description)
values ('org_has_an_owner', 'tenancy.promise_owners', 'An org has at least one owner.');

-- sql/20_tenancy/4_api/remove_member.sql
-- The front door of tenancy.remove_member(), which says what it does and refuses.
create or replace function public.remove_member(org_id uuid default null, user_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.remove_member(remove_member.org_id, remove_member.user_id)
$$;
revoke all on function public.remove_member(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.remove_member(uuid, uuid) to anon, authenticated;
comment on function public.remove_member(uuid, uuid) is
  'Removes a member; access ends at once (permission members.manage; owners.manage for owners). '
  'Returns {org_id, user_id}.';

-- sql/20_tenancy/4_api/revoke_invitation.sql
-- The front door of tenancy.revoke_invitation(), which says what it does and refuses.
create or replace function public.revoke_invitation(
  org_id uuid default null,
  invitation_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.revoke_invitation(revoke_invitation.org_id, revoke_invitation.invitation_id)
$$;
revoke all on function public.revoke_invitation(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.revoke_invitation(uuid, uuid) to anon, authenticated;
comment on function public.revoke_invitation(uuid, uuid) is
  'Withdraws an open invitation (permission members.manage). Returns {org_id, invitation_id, '
  'email, role, status}.';

-- sql/20_tenancy/4_api/role_permissions.sql
-- The matrix of roles and permissions, with what each permission means.
create or replace view public.role_permissions
  with (security_invoker = true)
as
select
  r.role,
  r.permission,
  p.description
from tenancy.role_permissions as r
inner join tenancy.permissions as p on p.permission = r.permission;
revoke all on public.role_permissions from anon, authenticated, service_role;
grant select on public.role_permissions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.role_permissions
  for each row execute function core.tg__read_only();
comment on view public.role_permissions is 'What each role in an organisation permits.';

-- sql/20_tenancy/4_api/suspend_org.sql
-- The front door of tenancy.suspend_org(), which says what it does and refuses.
create or replace function public.suspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.suspend_org(suspend_org.org_id, suspend_org.reason)
$$;
revoke all on function public.suspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.suspend_org(uuid, text) to anon, authenticated;
comment on function public.suspend_org(uuid, text) is
  'Keeps an organisation from selling; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';

-- sql/20_tenancy/4_api/unsuspend_org.sql
-- The front door of tenancy.unsuspend_org(), which says what it does and refuses.
create or replace function public.unsuspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.unsuspend_org(unsuspend_org.org_id, unsuspend_org.reason)
$$;
revoke all on function public.unsuspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.unsuspend_org(uuid, text) to anon, authenticated;
comment on function public.unsuspend_org(uuid, text) is
  'Lets a suspended organisation sell again; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';

-- sql/30_payments/1_tables/_schema.sql
-- Room payments: money that comes in and goes back. It does not know what is paid for: it knows
-- payables, and calls the functions that the payable's kind registered.

create schema payments;
comment on schema payments is 'Payables, payments, provider events, refunds, payments in review.';
grant usage on schema payments to authenticated, service_role;

create type payments.payment_status as enum (
  'created', 'open', 'pending', 'authorized', 'paid', 'canceled', 'expired', 'failed'
);
comment on type payments.payment_status is
  'Mollie''s payment statuses; `created` is our row before the provider knows of it.';

create type payments.refund_status as enum (
  'pending', 'queued', 'processing', 'refunded', 'failed', 'canceled'
);
comment on type payments.refund_status is 'Mollie''s refund statuses.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('payment', 'new', 'created', 'An attempt is recorded before the provider is called.'),
  ('payment', 'created', 'open', 'The provider made the payment.'),
  ('payment', 'created', 'pending', 'The first news is that the bank is confirming.'),
  ('payment', 'created', 'authorized', 'The first news is that the money is reserved.'),
  ('payment', 'created', 'paid', 'The first news is that it is paid.'),
  ('payment', 'created', 'canceled', 'Withdrawn before or at the provider.'),
  ('payment', 'created', 'expired', 'The first news is that it ran out of time.'),
  ('payment', 'created', 'failed', 'The provider refused, or never answered in time.'),
  ('payment', 'open', 'pending', 'The bank is confirming.'),
  ('payment', 'open', 'authorized', 'The money is reserved.'),
  ('payment', 'open', 'paid', 'Paid.'),
  ('payment', 'open', 'canceled', 'Cancelled by the customer or by us.'),
  ('payment', 'open', 'expired', 'Ran out of time.'),
  ('payment', 'open', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'paid', 'The bank confirmed.'),
  ('payment', 'pending', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'canceled', 'Cancelled.'),
  ('payment', 'pending', 'expired', 'Ran out of time.'),
  ('payment', 'authorized', 'paid', 'Captured.'),
  ('payment', 'authorized', 'canceled', 'Released without capture.'),
  ('payment', 'authorized', 'expired', 'The reservation ran out of time.'),
  ('payment', 'canceled', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'expired', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'failed', 'paid', 'The provider says paid after all: money is money.'),
  ('refund', 'new', 'pending', 'Decided; the provider is called after commit.'),
  ('refund', 'pending', 'queued', 'The provider waits for balance.'),
  ('refund', 'pending', 'processing', 'At the bank.'),
  ('refund', 'pending', 'refunded', 'Done.'),
  ('refund', 'pending', 'failed', 'The provider or the bank refused.'),
  ('refund', 'pending', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'queued', 'pending', 'There is balance again.'),
  ('refund', 'queued', 'processing', 'At the bank.'),
  ('refund', 'queued', 'refunded', 'Done.'),
  ('refund', 'queued', 'failed', 'The bank refused.'),
  ('refund', 'queued', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'processing', 'refunded', 'Done.'),
  ('refund', 'processing', 'failed', 'The bank sent it back.');

insert into core.settings (key, value, description) values
  ('payments.mode', '"test"',
   'Mode of payments that count, `test` or `live`: money of the other mode issues nothing.');

-- sql/30_payments/1_tables/payable_kinds.sql
-- What can be paid for, and whom to call. A room above registers one row per kind; payments calls
-- back, so that it never needs to know that room. Signatures:
--   settle_function   (org_id uuid, payable_id uuid) returns text: `settled`; `overbooked` or
--                     `surplus` when the money must go back
--   release_function  (org_id uuid, payable_id uuid, reason text) returns void: the last open
--                     attempt ended with status `reason` and nothing was paid
--   refunded_function (org_id uuid, payable_id uuid) returns void: a refund was completed

create table payments.payable_kinds (
  kind text not null,
  settle_function text not null,
  release_function text not null,
  refunded_function text not null,
  description text not null,
  constraint payable_kinds_pkey primary key (kind),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint functions_have_their_full_names check (
    settle_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and release_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and refunded_function ~ '^[a-z_]+\.[a-z0-9_]+$'
  )
);
alter table payments.payable_kinds enable row level security;
comment on table payments.payable_kinds is 'Kinds of payables and the functions that serve them.';

-- sql/30_payments/1_tables/payables.sql
-- A thing with an amount that can be paid and paid back. Its owner (an order, a reservation) has
-- the same id. Locking this row is locking the owner: see sql/10_core/LOCKS.md.
-- No foreign keys to org and kind: every sale of an org would share-lock one row, and of the whole
-- platform another. The owner refers to its org; the kind is a word in our code.

create table payments.payables (
  org_id uuid not null,
  id uuid not null,
  kind text not null,
  amount integer not null,
  currency text not null,
  created_at timestamptz not null default core.clock(),
  constraint payables_pkey primary key (org_id, id),
  constraint amount_is_not_negative check (amount >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
alter table payments.payables enable row level security;
comment on table payments.payables is 'Anything with an amount that can be paid and paid back.';

-- sql/30_payments/1_tables/payments.sql
-- requires: payables
--
-- One attempt to pay a payable at the provider. The row is committed before the provider is called
-- and its id is the idempotency key there, so a crash in between makes no second payment.
-- Machine `payment`. At most one attempt of a payable is open.

create table payments.payments (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  provider text not null default 'mollie',
  provider_payment_id text,
  status payments.payment_status not null default 'created',
  amount integer not null,
  currency text not null,
  mode text,
  method text,
  checkout_url text,
  return_url text,
  amount_captured integer not null default 0,
  amount_refunding integer not null default 0,
  amount_refunded integer not null default 0,
  expires_at timestamptz,
  check_at timestamptz,
  check_requested_at timestamptz,
  checked_at timestamptz,
  paid_at timestamptz,
  canceled_at timestamptz,
  expired_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint payments_pkey primary key (org_id, id),
  constraint payments_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint payments_id_is_unique unique (id),
  constraint provider_payment_id_is_unique unique (provider, provider_payment_id),
  constraint provider_is_known check (provider = 'mollie'),
  constraint mode_is_test_or_live check (mode in ('test', 'live')),
  constraint amount_is_positive check (amount > 0),
  constraint captured_is_all_or_nothing check (amount_captured in (0, amount)),
  constraint refunded_and_refunding_fit_in_captured
    check (amount_refunding >= 0 and amount_refunded >= 0
      and amount_refunding + amount_refunded <= amount_captured),
  constraint only_paid_is_captured check (amount_captured = 0 or status = 'paid'),
  constraint paid_at_is_set_iff_paid check ((status = 'paid') = (paid_at is not null)),
  constraint canceled_at_is_set_iff_canceled check ((status = 'canceled') = (canceled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint provider_knows_what_is_open
    check (status not in ('open', 'pending', 'authorized', 'paid') or provider_payment_id is not null)
);
create unique index payments_one_open_attempt_idx on payments.payments (org_id, payable_id)
  where status in ('created', 'open', 'pending', 'authorized');
create index payments_payable_idx on payments.payments (org_id, payable_id);
create index payments_check_at_idx on payments.payments (check_at) where check_at is not null;
alter table payments.payments enable row level security;
comment on table payments.payments is 'Attempts to pay. Amounts in cents.';
comment on column payments.payments.payable_id is 'What is paid for: the id of the order or reservation.';
comment on column payments.payments.check_at is 'When to ask the provider, if it has not spoken by then.';
comment on column payments.payments.checked_at is 'When the provider''s own answer was last seen.';
comment on column payments.payments.return_url is 'Where the client app wants its customer back.';

-- sql/30_payments/1_tables/payment_events.sql
-- requires: payments
--
-- Every answer of the provider that said something new, as it came, without the payer's name and
-- account. Classic webhooks carry no event id: what changed identifies the event. Append-only.

create table payments.payment_events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  fingerprint bytea not null,
  status text not null,
  outcome text,
  raw jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint payment_events_pkey primary key (org_id, id),
  constraint payment_events_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint event_is_applied_once unique (org_id, payment_id, fingerprint)
);
alter table payments.payment_events enable row level security;
comment on table payments.payment_events is 'What the provider said about a payment, once per change.';
comment on column payments.payment_events.fingerprint is
  'SHA-256 of status, amounts, and ids and states of refunds and chargebacks.';

-- sql/30_payments/1_tables/payment_reviews.sql
-- requires: payments
--
-- Money that a person must look at: it arrived, but not as agreed, or could not go back.

create table payments.payment_reviews (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  reason text not null,
  data jsonb not null,
  created_at timestamptz not null default core.clock(),
  resolved_at timestamptz,
  constraint payment_reviews_pkey primary key (org_id, id),
  constraint payment_reviews_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint reason_is_known check (reason in
    ('wrong_amount', 'wrong_currency', 'wrong_mode', 'refund_failed'))
);
create index payment_reviews_payment_idx on payments.payment_reviews (org_id, payment_id);
alter table payments.payment_reviews enable row level security;
comment on table payments.payment_reviews is 'Payments that wait for a person''s decision.';

-- sql/30_payments/1_tables/refunds.sql
-- requires: payments
--
-- Money that goes back. The row is committed before the provider is called, its id is the
-- idempotency key there. Machine `refund`.

create table payments.refunds (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  payment_id uuid not null,
  mollie_refund_id text,
  amount integer not null,
  currency text not null default 'EUR',
  status payments.refund_status not null default 'pending',
  reason text,
  internal_note text,
  idempotency_key uuid not null,
  created_by uuid,
  actor_type core.actor_type not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  refunded_at timestamptz,
  constraint refunds_pkey primary key (org_id, id),
  constraint refunds_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint refunds_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint refunds_created_by_fkey foreign key (created_by) references auth.users (id),
  constraint refunds_id_is_unique unique (id),
  constraint mollie_refund_id_is_unique unique (mollie_refund_id),
  constraint idempotency_key_is_unique unique (org_id, idempotency_key),
  constraint refund_amount_positive check (amount > 0),
  constraint only_the_system_has_no_creator check (created_by is not null or actor_type = 'system'),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create index refunds_payment_idx on payments.refunds (org_id, payment_id);
create index refunds_payable_idx on payments.refunds (org_id, payable_id);
create index refunds_created_by_idx on payments.refunds (created_by);
alter table payments.refunds enable row level security;
comment on table payments.refunds is 'Refunds. Amounts in cents.';
comment on column payments.refunds.created_by is 'The user who decided; null when the system did.';

-- sql/30_payments/2_functions/amount_kept.sql
-- What is left with us of the money that came in for a payable: captured less refunded, in cents.
create or replace function payments.amount_kept(p_org_id uuid, p_payable_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(p.amount_captured - p.amount_refunded), 0)
    from payments.payments as p
    where p.org_id = p_org_id and p.payable_id = p_payable_id
  );
end
$$;
revoke all on function payments.amount_kept(uuid, uuid) from public;

-- sql/30_payments/2_functions/apply_provider_payment.sql
-- Applies what the provider says of one payment (its JSON, fetched by us, with embedded refunds and
-- chargebacks). The only way in which a payment's status changes on the provider's word, whoever
-- asked: webhook, sweep or retry; any number of times, in any order.
--
-- Returns {outcome, payment_id, status, result}: outcome `applied`, `duplicate` (nothing new),
-- `ignored` (an answer that is out of date), `review` (not the agreed money: a person must look) or
-- `unknown` (not ours). Locks: payable, payment, then what the payable's kind locks.
create or replace function payments.apply_provider_payment(p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_payment payments.payments := payments.find_payment(p_provider);
  v_event_id uuid;
  v_outcome text;
  v_result text;
begin
  if v_payment.id is null then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform core.act_as('system');
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  perform payments.attach_provider_payment(v_payment.id, p_provider);
  update payments.payments as p
  set checked_at = core.clock()
  where p.org_id = v_payment.org_id and p.id = v_payment.id
  returning p.* into v_payment;

  insert into payments.payment_events (org_id, payment_id, fingerprint, status, raw)
  values (
    v_payment.org_id, v_payment.id, payments.event_fingerprint(p_provider),
    p_provider ->> 'status',
    p_provider #- '{details,consumerName}' #- '{details,consumerAccount}' #- '{details,cardHolder}'
  )
  on conflict on constraint event_is_applied_once do nothing
  returning id into v_event_id;
  if v_event_id is null then
    v_outcome := 'duplicate';
  else
    perform payments.sync_refunds(v_payment, p_provider);
    select m.outcome, m.result into v_outcome, v_result
    from payments.move_payment(v_payment, p_provider) as m;
    update payments.payment_events as e
    set outcome = v_outcome
    where e.org_id = v_payment.org_id and e.id = v_event_id;
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'outcome', v_outcome,
    'payment_id', v_payment.id,
    'status', p_provider ->> 'status',
    'result', v_result
  ));
end
$$;
revoke all on function payments.apply_provider_payment(jsonb) from public;
grant execute on function payments.apply_provider_payment(jsonb) to service_role;

-- sql/30_payments/2_functions/ask_provider.sql
-- Sends a worker to the provider about one payment: `mollie.check_payment` or
-- `mollie.cancel_payment`. What the provider says comes back through apply_provider_payment().
create or replace function payments.ask_provider(p_payment payments.payments, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, p_topic,
    jsonb_build_object(
      'payment_id', p_payment.id, 'provider_payment_id', p_payment.provider_payment_id)
  );
end
$$;
revoke all on function payments.ask_provider(payments.payments, text) from public;

-- sql/30_payments/2_functions/attach_provider_payment.sql
-- Ties the provider's payment (its JSON) to our attempt and moves it to `open`. A repeat changes
-- nothing; another payment for the same attempt raises payment_conflict.
-- Returns {payment_id, checkout_url, status}. Locks: payable, payment.
create or replace function payments.attach_provider_payment(p_payment_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment from payments.payments as p where p.id = p_payment_id;
  if not found then
    perform core.fail('payment_not_found', jsonb_build_object('payment_id', p_payment_id));
  end if;
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  update payments.payments as p
  set provider_payment_id = coalesce(p.provider_payment_id, p_provider ->> 'id'),
    mode = coalesce(p.mode, p_provider ->> 'mode'),
    checkout_url = coalesce(p.checkout_url, p_provider #>> '{_links,checkout,href}'),
    expires_at = coalesce(p.expires_at, (p_provider ->> 'expiresAt')::timestamptz),
    status = case p.status when 'created' then 'open' else p.status end,
    check_at = case p.status when 'created' then core.clock() + interval '20 minutes' else p.check_at end
  where p.org_id = v_payment.org_id
    and p.id = v_payment.id
    and coalesce(p.provider_payment_id, p_provider ->> 'id') = p_provider ->> 'id'
  returning p.* into v_payment;
  if not found then
    perform core.fail('payment_conflict', jsonb_build_object('payment_id', p_payment_id));
  end if;
  return jsonb_build_object(
    'payment_id', v_payment.id,
    'checkout_url', v_payment.checkout_url,
    'status', v_payment.status
  );
end
$$;
revoke all on function payments.attach_provider_payment(uuid, jsonb) from public;
grant execute on function payments.attach_provider_payment(uuid, jsonb) to service_role;

-- sql/30_payments/2_functions/awaits_provider.sql
-- Whether the provider must be asked before what a payable holds may be given to others: an attempt
-- is open there and nobody has looked since `p_since`. Sends a worker to ask, and again after ten
-- minutes without an answer.
create or replace function payments.awaits_provider(
  p_org_id uuid,
  p_payable_id uuid,
  p_since timestamptz
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('open', 'pending', 'authorized')
    and coalesce(p.checked_at < p_since, true);
  if not found then
    return false;
  end if;
  if coalesce(v_payment.check_requested_at < greatest(p_since, core.clock() - interval '10 minutes'), true)
  then
    perform payments.request_check(v_payment);
  end if;
  return true;
end
$$;
revoke all on function payments.awaits_provider(uuid, uuid, timestamptz) from public;

-- sql/30_payments/2_functions/create_payable.sql
-- Makes the payable of a new order or reservation, under the owner's id.
create or replace function payments.create_payable(
  p_org_id uuid,
  p_id uuid,
  p_kind text,
  p_amount integer,
  p_currency text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into payments.payables (org_id, id, kind, amount, currency)
  values (p_org_id, p_id, p_kind, p_amount, p_currency);
end
$$;
revoke all on function payments.create_payable(uuid, uuid, text, integer, text) from public;

-- sql/30_payments/2_functions/event_fingerprint.sql
-- What makes two answers of the provider the same event: status, amounts, and the ids and states of
-- refunds and chargebacks.
create or replace function payments.event_fingerprint(p_provider jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return core.request_hash(jsonb_build_array(
    p_provider -> 'status',
    p_provider -> 'mode',
    p_provider -> 'amount',
    p_provider -> 'amountRefunded',
    p_provider -> 'amountChargedBack',
    (
      select jsonb_agg(jsonb_build_array(r -> 'id', r -> 'status') order by r ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as r
    ),
    (
      select jsonb_agg(jsonb_build_array(c -> 'id', c -> 'reversedAt') order by c ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,chargebacks}') as c
    )
  ));
end
$$;
revoke all on function payments.event_fingerprint(jsonb) from public;

-- sql/30_payments/2_functions/fail_refund.sql
-- Records that the provider refuses a refund for good; the amount is available again and the
-- payment waits for a person. A repeat changes nothing. Returns {refund_id, status}.
create or replace function payments.fail_refund(p_refund_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  v_refund := payments.lock_refund(p_refund_id);
  if v_refund.status in ('pending', 'queued', 'processing') then
    update payments.refunds as r
    set internal_note = left(p_reason, 500)
    where r.org_id = v_refund.org_id and r.id = v_refund.id;
    perform payments.move_refund(v_refund, 'failed');
    v_refund.status := 'failed';
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_refund.status);
end
$$;
revoke all on function payments.fail_refund(uuid, text) from public;
grant execute on function payments.fail_refund(uuid, text) to service_role;

-- sql/30_payments/2_functions/find_payment.sql
-- Our attempt behind a provider's payment: by the provider's id, or by the id of ours that we gave
-- it as metadata, for one that was made but never attached. Null row when it is not ours.
create or replace function payments.find_payment(p_provider jsonb)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_own_id text := case jsonb_typeof(p_provider -> 'metadata')
    when 'object' then p_provider #>> '{metadata,payment_id}' end;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.provider = 'mollie' and p.provider_payment_id = p_provider ->> 'id';
  if not found and pg_input_is_valid(v_own_id, 'uuid') then
    select p.* into v_payment
    from payments.payments as p
    where p.id = v_own_id::uuid and p.provider_payment_id is null;
  end if;
  return v_payment;
end
$$;
revoke all on function payments.find_payment(jsonb) from public;

-- sql/30_payments/2_functions/give_up_attempt.sql
-- Ends an attempt that can no longer be used: as expired when the provider has it, and then the
-- provider is told to cancel; as failed when it never got there. Should it be paid all the same,
-- the provider's word moves it to paid.
create or replace function payments.give_up_attempt(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payments as p
  set status = case when p.provider_payment_id is null then 'failed' else 'expired' end
        ::payments.payment_status,
    failed_at = case when p.provider_payment_id is null then core.clock() end,
    expired_at = case when p.provider_payment_id is not null then core.clock() end,
    check_at = null
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if p_payment.provider_payment_id is not null then
    perform payments.ask_provider(p_payment, 'mollie.cancel_payment');
  end if;
end
$$;
revoke all on function payments.give_up_attempt(payments.payments) from public;

-- sql/30_payments/2_functions/give_up_attempts.sql
-- Ends every attempt at a payable that is still open, because its owner no longer waits for it.
-- The caller has locked the payable.
create or replace function payments.give_up_attempts(p_org_id uuid, p_payable_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and p.status in ('created', 'open', 'pending', 'authorized')
    for no key update
  loop
    perform payments.give_up_attempt(v_payment);
  end loop;
end
$$;
revoke all on function payments.give_up_attempts(uuid, uuid) from public;

-- sql/30_payments/2_functions/has_live_payment.sql
-- Whether money for a payable has arrived or is still on its way.
create or replace function payments.has_live_payment(p_org_id uuid, p_payable_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from payments.payments as p
    where p.org_id = p_org_id
      and p.payable_id = p_payable_id
      and p.status in ('created', 'open', 'pending', 'authorized', 'paid')
  );
end
$$;
revoke all on function payments.has_live_payment(uuid, uuid) from public;

-- sql/30_payments/2_functions/lock_payable.sql
-- Locks a payable, and with it the order or reservation that owns it.
create or replace function payments.lock_payable(p_org_id uuid, p_payable_id uuid)
  returns payments.payables
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payable payments.payables;
begin
  select p.* into strict v_payable
  from payments.payables as p
  where p.org_id = p_org_id and p.id = p_payable_id
  for no key update;
  return v_payable;
end
$$;
revoke all on function payments.lock_payable(uuid, uuid) from public;

-- sql/30_payments/2_functions/lock_refund.sql
-- Locks a refund after its payable. Raises refund_not_found.
create or replace function payments.lock_refund(p_refund_id uuid)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  select r.* into v_refund from payments.refunds as r where r.id = p_refund_id;
  if not found then
    perform core.fail('refund_not_found', jsonb_build_object('refund_id', p_refund_id));
  end if;
  perform payments.lock_payable(v_refund.org_id, v_refund.payable_id);
  select r.* into strict v_refund
  from payments.refunds as r
  where r.id = p_refund_id
  for no key update;
  return v_refund;
end
$$;
revoke all on function payments.lock_refund(uuid) from public;

-- sql/30_payments/2_functions/minor_units.sql
-- Cents of a provider's amount, e.g. ("12.50", "EUR") -> 1250; null when it is no such amount.
-- Currencies without cents (ISO 4217 exponent 0) as Mollie writes them.
create or replace function payments.minor_units(p_value text, p_currency text)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_currency in ('JPY', 'ISK') then
    return case when p_value ~ '^\d{1,12}$' then p_value::bigint end;
  end if;
  return case when p_value ~ '^\d{1,12}\.\d{2}$' then replace(p_value, '.', '')::bigint end;
end
$$;
revoke all on function payments.minor_units(text, text) from public;

-- sql/30_payments/2_functions/mismatch.sql
-- Why the money is not what was agreed: `wrong_amount`, `wrong_currency` or `wrong_mode`; null when
-- it is.
create or replace function payments.mismatch(p_payment payments.payments, p_provider jsonb)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_currency text := p_provider #>> '{amount,currency}';
begin
  return case
    when p_provider ->> 'mode' is distinct from core.setting('payments.mode') #>> '{}'
      or p_provider ->> 'mode' is distinct from coalesce(p_payment.mode, p_provider ->> 'mode')
      then 'wrong_mode'
    when v_currency is distinct from p_payment.currency then 'wrong_currency'
    when payments.minor_units(p_provider #>> '{amount,value}', v_currency)
      is distinct from p_payment.amount then 'wrong_amount'
  end;
end
$$;
revoke all on function payments.mismatch(payments.payments, jsonb) from public;

-- sql/30_payments/2_functions/move_payment.sql
-- Moves a locked payment to the status that the provider reports, and lets the payable's kind do
-- what follows: settle what is paid, release what ended unpaid. Money that cannot be settled goes
-- back by itself. Outcomes as in apply_provider_payment().
create or replace function payments.move_payment(
  p_payment payments.payments,
  p_provider jsonb,
  out outcome text,
  out result text
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_status payments.payment_status;
  v_mismatch text;
  v_kind payments.payable_kinds;
begin
  outcome := 'applied';
  if not pg_input_is_valid(p_provider ->> 'status', 'payments.payment_status') then
    outcome := 'ignored';
    return;
  end if;
  v_status := (p_provider ->> 'status')::payments.payment_status;
  if v_status = p_payment.status then
    return;
  end if;
  if not exists (
    select 1 from core.transitions as t
    where t.machine = 'payment' and t.from_state = p_payment.status::text
      and t.to_state = v_status::text
  ) then
    outcome := 'ignored';
    return;
  end if;
  if v_status in ('paid', 'authorized') then
    v_mismatch := payments.mismatch(p_payment, p_provider);
  end if;
  update payments.payments as p
  set status = v_status,
    method = p_provider ->> 'method',
    amount_captured = case when v_status = 'paid' and v_mismatch is null then p.amount else 0 end,
    check_at = case when v_status in ('pending', 'authorized') then v_now + interval '1 hour' end,
    paid_at = case v_status when 'paid' then v_now end,
    canceled_at = case v_status when 'canceled' then v_now end,
    expired_at = case v_status when 'expired' then v_now end,
    failed_at = case v_status when 'failed' then v_now end
  where p.org_id = p_payment.org_id and p.id = p_payment.id
  returning p.* into p_payment;
  if v_mismatch is not null then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_payment.org_id, p_payment.id, v_mismatch, jsonb_build_object(
      'expected_amount', p_payment.amount, 'expected_currency', p_payment.currency,
      'amount', p_provider -> 'amount', 'mode', p_provider -> 'mode'));
    outcome := 'review';
    return;
  end if;

  select k.* into strict v_kind
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
  if v_status = 'paid' then
    execute format('select %s($1, $2)', v_kind.settle_function)
    into result using p_payment.org_id, p_payment.payable_id;
    if result in ('overbooked', 'surplus') then
      perform payments.repay(p_payment, result);
    end if;
  elsif v_status in ('failed', 'canceled', 'expired')
    and not payments.has_live_payment(p_payment.org_id, p_payment.payable_id)
  then
    execute format('select %s($1, $2, $3)', v_kind.release_function)
    using p_payment.org_id, p_payment.payable_id, v_status::text;
    result := 'released';
  end if;
end
$$;
revoke all on function payments.move_payment(payments.payments, jsonb) from public;

-- sql/30_payments/2_functions/move_refund.sql
-- Moves a locked refund along its machine and keeps the payment's amounts in step: what fails or is
-- cancelled is no longer on its way back, what is completed has gone back.
create or replace function payments.move_refund(
  p_refund payments.refunds,
  p_status payments.refund_status
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
begin
  update payments.refunds as r
  set status = p_status,
    refunded_at = case p_status when 'refunded' then core.clock() end
  where r.org_id = p_refund.org_id and r.id = p_refund.id;
  if p_status in ('refunded', 'failed', 'canceled') then
    update payments.payments as p
    set amount_refunding = p.amount_refunding - p_refund.amount,
      amount_refunded = p.amount_refunded
        + case p_status when 'refunded' then p_refund.amount else 0 end
    where p.org_id = p_refund.org_id and p.id = p_refund.payment_id;
  end if;
  if p_status = 'refunded' then
    select k.refunded_function into strict v_function
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_refund.org_id and a.id = p_refund.payable_id;
    execute format('select %s($1, $2)', v_function) using p_refund.org_id, p_refund.payable_id;
  elsif p_status = 'failed' then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_refund.org_id, p_refund.payment_id, 'refund_failed',
      jsonb_build_object('refund_id', p_refund.id, 'amount', p_refund.amount));
  end if;
end
$$;
revoke all on function payments.move_refund(payments.refunds, payments.refund_status) from public;

-- sql/30_payments/2_functions/record_refund.sql
-- Takes over what the provider says of one refund (its JSON). An answer that is out of date changes
-- nothing. Returns {refund_id, status}. Locks: payable, refund, payment.
create or replace function payments.record_refund(p_refund_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_status text := p_provider ->> 'status';
begin
  v_refund := payments.lock_refund(p_refund_id);
  update payments.refunds as r
  set mollie_refund_id = coalesce(r.mollie_refund_id, p_provider ->> 'id')
  where r.org_id = v_refund.org_id and r.id = v_refund.id;
  if exists (
    select 1 from core.transitions as t
    where t.machine = 'refund' and t.from_state = v_refund.status::text and t.to_state = v_status
  ) then
    perform payments.move_refund(v_refund, v_status::payments.refund_status);
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_status);
end
$$;
revoke all on function payments.record_refund(uuid, jsonb) from public;
grant execute on function payments.record_refund(uuid, jsonb) to service_role;

-- sql/30_payments/2_functions/repay.sql
-- Sends back all of a payment that is not going back already, on the system's own decision.
create or replace function payments.repay(p_payment payments.payments, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_amount integer;
begin
  select p.amount_captured - p.amount_refunding - p.amount_refunded into strict v_amount
  from payments.payments as p
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if v_amount = 0 then
    return;
  end if;
  update payments.payments as p
  set amount_refunding = p.amount_refunding + v_amount
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  insert into payments.refunds (
    org_id, payable_id, payment_id, amount, currency, reason, idempotency_key, actor_type
  ) values (
    p_payment.org_id, p_payment.payable_id, p_payment.id, v_amount, p_payment.currency, p_reason,
    core.new_id(), 'system'
  )
  returning * into v_refund;
  perform core.emit(
    p_payment.org_id, 'payment:' || p_payment.id, 'mollie.create_refund',
    jsonb_build_object(
      'refund_id', v_refund.id,
      'provider_payment_id', p_payment.provider_payment_id,
      'amount', v_amount,
      'currency', p_payment.currency,
      'description', 'Refund ' || p_reason,
      'created_at', v_refund.created_at
    )
  );
end
$$;
revoke all on function payments.repay(payments.payments, text) from public;

-- sql/30_payments/2_functions/request_check.sql
-- Sends a worker to ask the provider about an open payment, and sets when to ask again: later and
-- later, from 10 minutes to 12 hours.
create or replace function payments.request_check(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  update payments.payments as p
  set check_requested_at = v_now,
    check_at = v_now
    + greatest(interval '10 minutes', least(interval '12 hours', (v_now - p.created_at) / 2))
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  perform payments.ask_provider(p_payment, 'mollie.check_payment');
end
$$;
revoke all on function payments.request_check(payments.payments) from public;

-- sql/30_payments/2_functions/start_attempt.sql
-- The open attempt to pay a payable, made when there is none. An attempt that the provider never
-- heard of within 50 minutes (its idempotency key lives an hour), or whose time at the provider has
-- passed, gives way to a new one; the provider is asked to cancel it. Locks: payable, payment.
create or replace function payments.start_attempt(
  p_org_id uuid,
  p_payable_id uuid,
  p_return_url text
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_payable payments.payables;
  v_attempt payments.payments;
begin
  v_payable := payments.lock_payable(p_org_id, p_payable_id);
  select p.* into v_attempt
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('created', 'open', 'pending', 'authorized')
  for no key update;
  if found then
    if v_attempt.status in ('pending', 'authorized')
      or (v_attempt.status = 'open' and coalesce(v_attempt.expires_at > v_now, true))
      or (v_attempt.status = 'created' and v_attempt.created_at > v_now - interval '50 minutes')
    then
      return v_attempt;
    end if;
    perform payments.give_up_attempt(v_attempt);
  end if;
  insert into payments.payments (org_id, payable_id, amount, currency, return_url)
  values (p_org_id, p_payable_id, v_payable.amount, v_payable.currency, p_return_url)
  returning * into v_attempt;
  return v_attempt;
end
$$;
revoke all on function payments.start_attempt(uuid, uuid, text) from public;

-- sql/30_payments/2_functions/sweep_stale_payments.sql
-- Asks the provider about open payments of which nothing was heard in time: a webhook may be lost
-- for ever. Sweep `payments.check`.
create or replace function payments.sweep_stale_payments(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_count integer := 0;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.check_at <= core.clock()
    order by p.check_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.request_check(v_payment);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_stale_payments(integer) from public;

-- sql/30_payments/2_functions/sync_refunds.sql
-- Takes over the states of the refunds that the provider embeds in a payment. Refunds are found by
-- the provider's id, or by our id that we gave it as metadata.
create or replace function payments.sync_refunds(p_payment payments.payments, p_provider jsonb)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund_id uuid;
  v_embedded jsonb;
begin
  for v_refund_id, v_embedded in
    select r.id, e.refund
    from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as e (refund)
    join payments.refunds as r
      on r.org_id = p_payment.org_id
      and r.payment_id = p_payment.id
      and (
        r.mollie_refund_id = e.refund ->> 'id'
        or (r.mollie_refund_id is null and r.id::text = e.refund #>> '{metadata,refund_id}')
      )
    order by r.id
  loop
    perform payments.record_refund(v_refund_id, v_embedded);
  end loop;
end
$$;
revoke all on function payments.sync_refunds(payments.payments, jsonb) from public;

-- sql/30_payments/3_access/payable_kinds.sql
-- Read by the functions of this room only.
revoke all on payments.payable_kinds from anon, authenticated, service_role;
create policy all_nobody on payments.payable_kinds using (false);

-- sql/30_payments/3_access/payables.sql
-- Staff with payments.read see their org's payables. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payables from anon, authenticated, service_role;
grant select on payments.payables to authenticated;
create policy select_finance on payments.payables for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

-- sql/30_payments/3_access/payment_events.sql
-- Staff with payments.read see what the provider said. Only functions write.
-- NOTE: delete is not granted to anyone, because events are the proof of what the provider said.
revoke all on payments.payment_events from anon, authenticated, service_role;
grant select on payments.payment_events to authenticated;
create policy select_finance on payments.payment_events for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

-- sql/30_payments/3_access/payment_reviews.sql
-- Staff with payments.read see what waits for a decision. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payment_reviews from anon, authenticated, service_role;
grant select on payments.payment_reviews to authenticated;
create policy select_finance on payments.payment_reviews for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _900_audit after insert or update or delete on payments.payment_reviews
  for each row execute function core.tg__audit('payment_review');

-- sql/30_payments/3_access/payments.sql
-- Staff with payments.read see their org's payments. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.payments from anon, authenticated, service_role;
grant select on payments.payments to authenticated;
create policy select_finance on payments.payments for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.payments
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.payments
  for each row execute function core.tg__transition('payment');
-- When the provider was last asked is no history: the trigger looks at what money does.
create trigger _900_audit
  after insert or delete or update of status, provider_payment_id, amount_refunding, amount_refunded
  on payments.payments
  for each row execute function core.tg__audit('payment');

insert into core.sweeps (name, function, every, batch)
values ('payments.check', 'payments.sweep_stale_payments', interval '30 seconds', 100);

-- sql/30_payments/3_access/refunds.sql
-- Staff with payments.read see their org's refunds. Only functions write.
-- NOTE: insert, update and delete are not granted, because money is written by functions only.
revoke all on payments.refunds from anon, authenticated, service_role;
grant select on payments.refunds to authenticated;
create policy select_finance on payments.refunds for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on payments.refunds
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on payments.refunds
  for each row execute function core.tg__transition('refund');
create trigger _900_audit after insert or update or delete on payments.refunds
  for each row execute function core.tg__audit('refund');

-- sql/30_payments/4_api/handle_payment_webhook.sql
create or replace function public.handle_payment_webhook(payment jsonb)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.apply_provider_payment(handle_payment_webhook.payment)
$$;
revoke all on function public.handle_payment_webhook(jsonb) from public, anon, authenticated;
grant execute on function public.handle_payment_webhook(jsonb) to service_role;
comment on function public.handle_payment_webhook(jsonb) is
  'Applies what the provider says of a payment: its JSON as fetched, with embedded refunds and chargebacks. For workers only. Returns {outcome, payment_id, status, result}; outcome is applied, duplicate, ignored, review or unknown. Safe to repeat.';

-- sql/30_payments/4_api/payment_events.sql
create or replace view public.payment_events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.payment_id,
  e.status,
  e.outcome,
  e.raw,
  e.created_at
from payments.payment_events as e;
revoke all on public.payment_events from anon, authenticated, service_role;
grant select on public.payment_events to authenticated;
comment on view public.payment_events is 'What the provider said of a payment, for staff with payments.read.';

-- sql/30_payments/4_api/payments.sql
create or replace view public.payments
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.payable_id,
  p.provider,
  p.provider_payment_id,
  p.status,
  p.amount,
  p.currency,
  p.mode,
  p.method,
  p.amount_captured,
  p.amount_refunding,
  p.amount_refunded,
  p.expires_at,
  p.paid_at,
  p.created_at,
  p.updated_at
from payments.payments as p;
revoke all on public.payments from anon, authenticated, service_role;
grant select on public.payments to authenticated;
comment on view public.payments is 'Attempts to pay, for staff with payments.read. Amounts in cents. payable_id is the id of the order.';

-- sql/30_payments/4_api/payments_in_review.sql
create or replace view public.payments_in_review
with (security_invoker = true) as
select
  v.org_id,
  v.id,
  v.payment_id,
  v.reason,
  v.data,
  v.created_at
from payments.payment_reviews as v
where v.resolved_at is null;
revoke all on public.payments_in_review from anon, authenticated, service_role;
grant select on public.payments_in_review to authenticated;
comment on view public.payments_in_review is 'Money that arrived otherwise than agreed and waits for a person.';

-- sql/30_payments/4_api/promise_money.sql
-- Every euro that arrived maps to a row: captured, or waiting in review; and what goes back adds
-- up.
create or replace view payments.promise_money as
select p.id as payment_id, 'paid, but neither captured nor in review' as problem
from payments.payments as p
where p.status = 'paid'
  and p.amount_captured = 0
  and not exists (
    select 1 from payments.payment_reviews as v where v.org_id = p.org_id and v.payment_id = p.id
  )
union all
select p.id, 'refunded amounts differ from the refunds'
from payments.payments as p
left join lateral (
  select
    coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0) as refunded,
    coalesce(sum(r.amount) filter (where r.status in ('pending', 'queued', 'processing')), 0)
      as refunding
  from payments.refunds as r
  where r.org_id = p.org_id and r.payment_id = p.id
) as s on true
where p.amount_refunded <> s.refunded or p.amount_refunding <> s.refunding
union all
select e.payment_id, 'a provider event was stored without an outcome'
from payments.payment_events as e
where e.outcome is null
union all
select a.id, 'a payable of a kind that nobody registered'
from payments.payables as a
where not exists (select 1 from payments.payable_kinds as k where k.kind = a.kind);
revoke all on payments.promise_money from anon, authenticated, service_role;
comment on view payments.promise_money is 'Payments whose money cannot be explained.';

insert into core.promises (promise, view, description)
values ('every_euro_is_explained', 'payments.promise_money',
  'Every euro that arrived is settled, on its way back, or in review.');

-- sql/30_payments/4_api/refunds.sql
create or replace view public.refunds
with (security_invoker = true) as
select
  r.id,
  r.org_id,
  r.payable_id as order_id,
  r.payment_id,
  r.mollie_refund_id,
  r.amount,
  r.currency,
  r.status,
  r.reason,
  r.internal_note,
  r.idempotency_key,
  r.created_by,
  r.actor_type,
  r.metadata,
  r.created_at,
  r.updated_at,
  r.refunded_at
from payments.refunds as r;
revoke all on public.refunds from anon, authenticated, service_role;
grant select on public.refunds to authenticated;
comment on view public.refunds is 'Refunds, for staff with payments.read. Amounts in cents.';

-- sql/50_events/1_tables/_schema.sql
-- Room events: what an organiser offers, and how much of it there is. It knows nothing of orders.

create schema events;
comment on schema events is 'Events, ticket types, capacity.';
grant usage on schema events to anon, authenticated, service_role;

create type events.event_status as enum ('draft', 'published', 'closed', 'cancelled');
comment on type events.event_status is 'Draft, on sale, over, or called off.';

create type events.sport as enum ('running', 'cycling', 'triathlon', 'swimming', 'walking', 'other');
comment on type events.sport is 'What kind of event it is.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('event', 'new', 'draft', 'An organiser starts an event.'),
  ('event', 'draft', 'published', 'The event is complete and goes on sale.'),
  ('event', 'published', 'closed', 'The event is over.'),
  ('event', 'draft', 'cancelled', 'Called off before it was published.'),
  ('event', 'published', 'cancelled', 'Called off.');

insert into core.settings (key, value, description) values
  ('events.lanes', '32',
   'Lanes of a large capacity pool, a power of two: at least the connections that sell at once.');

-- sql/50_events/1_tables/events.sql
-- One row per event. Staff with events.manage write it through the view public.events; the status
-- moves only through publish_event, close_event and cancel_event. Machine `event`.

create table events.events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  title text not null,
  slug text not null,
  sport events.sport not null default 'other',
  description text,
  location_name text,
  location_address text,
  time_zone text not null default 'Europe/Amsterdam',
  starts_at timestamptz,
  ends_at timestamptz,
  status events.event_status not null default 'draft',
  published_at timestamptz,
  closed_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint events_pkey primary key (org_id, id),
  constraint events_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint events_id_is_unique unique (id),
  constraint slug_is_unique_in_org unique (org_id, slug),
  constraint slug_fits_in_an_address check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  constraint title_is_1_to_200_characters check (length(btrim(title)) between 1 and 200),
  constraint description_is_up_to_20000_characters check (length(description) <= 20000),
  constraint location_is_up_to_300_characters
    check (length(location_name) <= 300 and length(location_address) <= 300),
  constraint event_ends_after_it_starts check (ends_at > starts_at),
  constraint published_event_has_dates
    check (status not in ('published', 'closed') or (starts_at is not null and ends_at is not null)),
  constraint published_at_is_set_once_published
    check (status not in ('published', 'closed') or published_at is not null),
  constraint closed_at_is_set_iff_closed check ((status = 'closed') = (closed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint only_drafts_are_deleted check (deleted_at is null or status in ('draft', 'cancelled'))
);
create index events_published_idx on events.events (starts_at, id)
  where status = 'published' and deleted_at is null;
alter table events.events enable row level security;
comment on table events.events is 'Running, cycling and other events of organisers.';
comment on column events.events.time_zone is 'IANA name, e.g. Europe/Amsterdam.';
comment on column events.events.slug is 'The event''s part of its address; made from the title when left out.';

-- sql/50_events/1_tables/capacity_pools.sql
-- requires: events
--
-- A limit that sales draw on: the places of a ticket type. What is left of it is the sum of its
-- lanes. A small or quiet pool has one lane, a plain counter; a large one has many, so that
-- buyers of one hot distance do not queue behind one row lock. `lanes` is only a hint for where to
-- look first: correctness never depends on it.

create table events.capacity_pools (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  capacity integer not null,
  lanes smallint not null default 1,
  constraint capacity_pools_pkey primary key (org_id, id),
  constraint capacity_pools_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint capacity_is_not_negative check (capacity between 0 and 1000000000),
  constraint lanes_is_a_power_of_two check (lanes in (1, 2, 4, 8, 16, 32, 64, 128))
);
create index capacity_pools_event_idx on events.capacity_pools (org_id, event_id);
alter table events.capacity_pools enable row level security;
comment on table events.capacity_pools is 'Limits that sales draw on.';

create table events.capacity_lanes (
  org_id uuid not null,
  pool_id uuid not null,
  lane smallint not null,
  remaining integer not null,
  constraint capacity_lanes_pkey primary key (org_id, pool_id, lane),
  constraint capacity_lanes_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id) on delete cascade,
  constraint remaining_is_never_negative check (remaining >= 0)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
alter table events.capacity_lanes enable row level security;
comment on table events.capacity_lanes is 'What is left of a pool, divided over its lanes.';

-- sql/50_events/1_tables/ticket_types.sql
-- requires: capacity_pools
--
-- What an event sells: a start in a distance. Staff with events.manage write it through the view
-- public.ticket_types; orders keep a copy of name, price and VAT, so changes never touch a sale.

create table events.ticket_types (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  description text,
  price integer not null,
  currency text not null default 'EUR',
  vat_rate integer not null default 900,
  capacity integer,
  sales_start timestamptz,
  sales_end timestamptz,
  min_per_order integer not null default 1,
  max_per_order integer not null default 10,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint ticket_types_pkey primary key (org_id, id),
  constraint ticket_types_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_types_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint description_is_up_to_2000_characters check (length(description) <= 2000),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint currency_is_euro check (currency = 'EUR'),
  constraint vat_rate_is_0_to_100_percent check (vat_rate between 0 and 10000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint sales_end_is_after_sales_start check (sales_end > sales_start),
  constraint min_per_order_is_positive check (min_per_order >= 1),
  constraint max_per_order_is_min_to_100 check (max_per_order between min_per_order and 100)
);
create index ticket_types_event_idx on events.ticket_types (org_id, event_id, sort_order);
alter table events.ticket_types enable row level security;
comment on table events.ticket_types is 'What an event sells. Prices in cents, VAT included.';
comment on column events.ticket_types.price is 'Cents, VAT included; 0 is free.';
comment on column events.ticket_types.vat_rate is 'Basis points: 900 is 9 %.';
comment on column events.ticket_types.capacity is 'Places; null is unlimited. Never below what is sold and held.';
comment on column events.ticket_types.sales_start is 'From when it is sold; null: once the event is published.';
comment on column events.ticket_types.sales_end is 'Until when it is sold; null: until the event starts.';

-- Which pools a ticket type draws on. Its own pool has the ticket type's id.
create table events.ticket_type_pools (
  org_id uuid not null,
  ticket_type_id uuid not null,
  pool_id uuid not null,
  constraint ticket_type_pools_pkey primary key (org_id, ticket_type_id, pool_id),
  constraint ticket_type_pools_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint ticket_type_pools_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id)
);
create index ticket_type_pools_pool_idx on events.ticket_type_pools (org_id, pool_id);
alter table events.ticket_type_pools enable row level security;
comment on table events.ticket_type_pools is 'The pools that each ticket type draws on.';

-- sql/50_events/2_functions/availability.sql
-- How many of each ticket type of the given events are left: the scarcest of its pools. Set-based,
-- one row per ticket type.
create or replace function events.availability(p_org_id uuid, p_event_ids uuid[])
  returns table (ticket_type_id uuid, available bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.ticket_type_id, min(pool.remaining)
    from events.ticket_types as t
    join events.ticket_type_pools as m on m.org_id = t.org_id and m.ticket_type_id = t.id
    join lateral (
      select sum(l.remaining) as remaining
      from events.capacity_lanes as l
      where l.org_id = m.org_id and l.pool_id = m.pool_id
    ) as pool on true
    where t.org_id = p_org_id and t.event_id = any (p_event_ids)
    group by m.ticket_type_id;
end
$$;
revoke all on function events.availability(uuid, uuid[]) from public;

-- sql/50_events/2_functions/cancel_event.sql
-- Calls an event off; nothing can be bought any more. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.cancel_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'cancelled');
end
$$;
revoke all on function events.cancel_event(uuid) from public;
grant execute on function events.cancel_event(uuid) to authenticated;

-- sql/50_events/2_functions/claim_capacity.sql
-- Takes `p_quantity` places from a pool, exactly to the last seat; false when they are not there.
-- Call it as the last statements before commit, pools in ascending id: the lane stays locked until
-- then.
--
-- With many lanes the try takes a lane that nobody else holds: the one of this backend, or else
-- any. It stands in a block of its own, because a row lock taken by a miss must not survive it:
-- waiting for all lanes afterwards while holding one would deadlock. Sold out is answered without
-- any lock, since a sum that is too small in the snapshot proves that what is committed does not
-- suffice. What remains is exact: all lanes locked in order, and spread anew, or gathered into one
-- lane when the end is near.
create or replace function events.claim_capacity(p_org_id uuid, p_pool_id uuid, p_quantity integer)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer;
  v_own integer;
  v_lane smallint;
  v_left bigint;
begin
  select p.lanes into strict v_lanes
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if v_lanes = 1 then
    update events.capacity_lanes as l
    set remaining = l.remaining - p_quantity
    where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
      and l.remaining >= p_quantity;
    if found then
      return true;
    end if;
  else
    v_own := pg_backend_pid() & (v_lanes - 1);
    begin
      update events.capacity_lanes as l
      set remaining = l.remaining - p_quantity
      where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = (
          select o.lane
          from events.capacity_lanes as o
          where o.org_id = p_org_id and o.pool_id = p_pool_id and o.lane = v_own
            and o.remaining >= p_quantity
          for no key update skip locked
        );
      if not found then
        select l.lane into v_lane
        from events.capacity_lanes as l
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.remaining >= p_quantity
        order by (l.lane - v_own) & (v_lanes - 1)
        limit 1
        for no key update skip locked;
        if not found then
          raise sqlstate 'EN001';
        end if;
        update events.capacity_lanes as l
        set remaining = l.remaining - p_quantity
        where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = v_lane;
      end if;
      return true;
    exception when sqlstate 'EN001' then
      null;
    end;
  end if;

  if events.remaining_capacity(p_org_id, p_pool_id) < p_quantity then
    return false;
  end if;
  v_left := events.lock_lanes(p_org_id, p_pool_id) - p_quantity;
  if v_left < 0 then
    return false;
  end if;
  perform events.spread_capacity(p_org_id, p_pool_id, v_left);
  return true;
end
$$;
revoke all on function events.claim_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/close_event.sql
-- Ends the sale of a published event for good. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.close_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'closed');
end
$$;
revoke all on function events.close_event(uuid) from public;
grant execute on function events.close_event(uuid) to authenticated;

-- sql/50_events/2_functions/event_page.sql
-- Everything a visitor sees of a published event: by id, or by the slugs of org and event. Raises
-- event_not_found for anything else, drafts included. `max_quantity` is what one order can have
-- now; how many are left or sold is the organiser's business.
create or replace function events.event_page(p_event_id uuid, p_org_slug text, p_slug text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_event events.events;
  v_org tenancy.orgs;
begin
  select e.* into v_event
  from events.events as e
  where e.deleted_at is null
    and e.status in ('published', 'closed', 'cancelled')
    and e.published_at is not null
    and (
      e.id = p_event_id
      or (
        p_event_id is null
        and e.org_id = (select o.id from tenancy.orgs as o where o.slug = p_org_slug)
        and e.slug = p_slug
      )
    );
  if not found then
    perform core.fail('event_not_found', jsonb_build_object('event_id', coalesce(p_event_id::text, p_slug)));
  end if;
  select o.* into strict v_org from tenancy.orgs as o where o.id = v_event.org_id;
  return jsonb_build_object(
    'event_id', v_event.id,
    'org', jsonb_build_object('org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug),
    'title', v_event.title,
    'slug', v_event.slug,
    'sport', v_event.sport,
    'description', v_event.description,
    'location_name', v_event.location_name,
    'location_address', v_event.location_address,
    'time_zone', v_event.time_zone,
    'starts_at', v_event.starts_at,
    'ends_at', v_event.ends_at,
    'status', v_event.status,
    'ticket_types', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'ticket_type_id', t.id,
          'name', t.name,
          'description', t.description,
          'price', t.price,
          'currency', t.currency,
          'vat_rate', t.vat_rate,
          'sales_start', t.sales_start,
          'sales_end', coalesce(t.sales_end, v_event.starts_at),
          'min_per_order', t.min_per_order,
          'max_per_order', t.max_per_order,
          'state', s.state,
          'max_quantity', case s.state when 'on_sale'
            then least(t.max_per_order, a.available) else 0 end
        ) order by t.sort_order, t.price, t.id), '[]')
      from events.ticket_types as t
      join events.availability(v_event.org_id, array[v_event.id]) as a on a.ticket_type_id = t.id
      cross join lateral (
        select case
          when v_org.suspended_at is not null then 'ended'
          when events.sale_state(v_event, t, v_now) <> 'on_sale' then events.sale_state(v_event, t, v_now)
          when a.available < t.min_per_order then 'sold_out'
          else 'on_sale'
        end as state
      ) as s
      where t.org_id = v_event.org_id
        and t.event_id = v_event.id
        and t.is_active
        and t.deleted_at is null
    )
  );
end
$$;
revoke all on function events.event_page(uuid, text, text) from public;
grant execute on function events.event_page(uuid, text, text) to anon, authenticated, service_role;

-- sql/50_events/2_functions/find_shortage.sql
-- The first of the wanted ticket types that cannot be had as things stand committed, with how many
-- are left; nulls when all seem to be there. Takes no lock, so it promises nothing.
create or replace function events.find_shortage(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_quantities integer[],
  out ticket_type_id uuid,
  out quantity integer,
  out available integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select w.ticket_type_id, w.quantity, events.remaining_capacity(p_org_id, m.pool_id)
  into ticket_type_id, quantity, available
  from unnest(p_ticket_type_ids, p_quantities) with ordinality as w (ticket_type_id, quantity, line)
  join events.ticket_type_pools as m
    on m.org_id = p_org_id and m.ticket_type_id = w.ticket_type_id
  cross join lateral (
    -- All that this cart wants of the pool, whichever lines draw on it.
    select sum(o.quantity) as quantity
    from unnest(p_ticket_type_ids, p_quantities) as o (ticket_type_id, quantity)
    join events.ticket_type_pools as om
      on om.org_id = p_org_id and om.ticket_type_id = o.ticket_type_id and om.pool_id = m.pool_id
  ) as demand
  where events.remaining_capacity(p_org_id, m.pool_id) < demand.quantity
  order by w.line
  limit 1;
end
$$;
revoke all on function events.find_shortage(uuid, uuid[], integer[]) from public;

-- sql/50_events/2_functions/free_slug.sql
-- A slug for a title that no event of the org has yet: `city-run`, `city-run-2`, ...
create or replace function events.free_slug(p_org_id uuid, p_title text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_base text;
  v_slug text;
  v_number integer := 1;
begin
  -- Accents fall off by decomposition; what is left of other scripts becomes a dash.
  v_base := lower(regexp_replace(normalize(p_title, nfd), '[\u0300-\u036f]', '', 'g'));
  v_base := left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 80);
  v_base := coalesce(nullif(rtrim(v_base, '-'), ''), 'event');
  v_slug := v_base;
  while exists (
    select 1 from events.events as e where e.org_id = p_org_id and e.slug = v_slug
  ) loop
    v_number := v_number + 1;
    v_slug := v_base || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
revoke all on function events.free_slug(uuid, text) from public;

-- sql/50_events/2_functions/has_lane_for.sql
-- Whether one lane of a ticket type's own pool would do for a quantity, as committed: proof enough
-- that it is not sold out. When none would, what is left has to be added up.
create or replace function events.has_lane_for(
  p_org_id uuid,
  p_ticket_type_id uuid,
  p_quantity integer
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_ticket_type_id and l.remaining >= p_quantity
  limit 1;
  return found;
end
$$;
revoke all on function events.has_lane_for(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/is_time_zone.sql
-- Whether a text is an IANA time zone name that Postgres knows. Abbreviations and offsets, which
-- Postgres would take too, do not follow summer time and are refused.
create or replace function events.is_time_zone(p_time_zone text)
  returns boolean
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(p_time_zone !~ '^([A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]+)+|UTC)$', true) then
    return false;
  end if;
  perform timestamptz '2000-01-01 00:00+00' at time zone p_time_zone;
  return true;
exception when invalid_parameter_value then
  return false;
end
$$;
revoke all on function events.is_time_zone(text) from public;

-- sql/50_events/2_functions/lock_event.sql
-- Locks an event for a change by staff: authorises for events.manage, raises not_found.
create or replace function events.lock_event(p_event_id uuid)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  if p_event_id is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'event_id'));
  end if;
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'events.manage', 'event', p_event_id);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_event.org_id and e.id = p_event_id
  for no key update;
  return v_event;
end
$$;
revoke all on function events.lock_event(uuid) from public;

-- sql/50_events/2_functions/lock_lanes.sql
-- Locks all lanes of a pool in order and returns what is left in them. Lane 0 is always there and
-- stands for the pool: whoever has it may change how many lanes there are. Hence first that one,
-- and then, in a snapshot of its own, the lanes as they are by then; one that somebody added while
-- we waited would be overlooked otherwise, and a sale from it lost.
create or replace function events.lock_lanes(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane = 0
  for no key update;
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_pool_id
  order by l.lane
  for no key update;
  return (
    select coalesce(sum(l.remaining), 0)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.lock_lanes(uuid, uuid) from public;

-- sql/50_events/2_functions/missing_for_publication.sql
-- What an event still lacks before it can go on sale; an empty array when nothing.
create or replace function events.missing_for_publication(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array_remove(array[
    case when p_event.starts_at is null or p_event.ends_at is null then 'start and end' end,
    case when p_event.starts_at <= core.clock() then 'a start in the future' end,
    case when coalesce(p_event.location_name, '') = '' then 'a location' end,
    case when not exists (
      select 1 from events.ticket_types as t
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and t.is_active and t.deleted_at is null
    ) then 'an active ticket type' end
  ], null);
end
$$;
revoke all on function events.missing_for_publication(events.events) from public;

-- sql/50_events/2_functions/move_event.sql
-- Moves a locked event along its machine; a repeat changes nothing.
create or replace function events.move_event(p_event events.events, p_status events.event_status)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_event.status <> p_status then
    update events.events as e
    set status = p_status,
      published_at = case p_status when 'published' then v_now else e.published_at end,
      closed_at = case p_status when 'closed' then v_now end,
      cancelled_at = case p_status when 'cancelled' then v_now end
    where e.org_id = p_event.org_id and e.id = p_event.id;
  end if;
  return jsonb_build_object('event_id', p_event.id, 'status', p_status);
end
$$;
revoke all on function events.move_event(events.events, events.event_status) from public;

-- sql/50_events/2_functions/publish_event.sql
-- Puts a draft on sale. For staff with events.manage. Raises event_incomplete with everything that
-- is missing, org_suspended, invalid_transition. An event that is on sale already stays as it is.
-- Returns {event_id, status}.
create or replace function events.publish_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_missing text[];
begin
  perform tenancy.guard_not_suspended(v_event.org_id);
  if v_event.status = 'draft' then
    v_missing := events.missing_for_publication(v_event);
    if cardinality(v_missing) > 0 then
      perform core.fail('event_incomplete', jsonb_build_object(
        'missing', array_to_string(v_missing, ', ')));
    end if;
  end if;
  return events.move_event(v_event, 'published');
end
$$;
revoke all on function events.publish_event(uuid) from public;
grant execute on function events.publish_event(uuid) to authenticated;

-- sql/50_events/2_functions/release_capacity.sql
-- Gives places back to a pool, into one lane, and so waits for no more than one buyer.
create or replace function events.release_capacity(
  p_org_id uuid,
  p_pool_id uuid,
  p_quantity integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update events.capacity_lanes as l
  set remaining = l.remaining + p_quantity
  from events.capacity_pools as p
  where p.org_id = p_org_id
    and p.id = p_pool_id
    and l.org_id = p.org_id
    and l.pool_id = p.id
    and l.lane = pg_backend_pid() & (p.lanes - 1);
end
$$;
revoke all on function events.release_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/remaining_capacity.sql
-- What is left of a pool, as committed.
create or replace function events.remaining_capacity(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.remaining_capacity(uuid, uuid) from public;

-- sql/50_events/2_functions/sale_state.sql
-- Where the sale of a ticket type stands at a moment: `on_sale`, `not_started` or `ended`. Without
-- an end of its own the sale ends when the event starts.
create or replace function events.sale_state(
  p_event events.events,
  p_ticket_type events.ticket_types,
  p_at timestamptz
)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_event.status <> 'published' or p_at >= p_event.ends_at then 'ended'
    when p_at < p_ticket_type.sales_start then 'not_started'
    when p_at >= coalesce(p_ticket_type.sales_end, p_event.starts_at) then 'ended'
    else 'on_sale'
  end;
end
$$;
revoke all on function events.sale_state(events.events, events.ticket_types, timestamptz)
  from public;

-- sql/50_events/2_functions/set_capacity.sql
-- Sets a pool's capacity. Raises capacity_below_sold when more than that is sold and held. Locks
-- all lanes, then the pool, as a purchase does that finds too little in one lane.
create or replace function events.set_capacity(p_org_id uuid, p_pool_id uuid, p_capacity integer)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_left bigint := events.lock_lanes(p_org_id, p_pool_id);
  v_taken bigint;
begin
  select p.capacity - v_left into strict v_taken
  from events.capacity_pools as p
  where p.org_id = p_org_id and p.id = p_pool_id;
  if p_capacity < v_taken then
    perform core.fail('capacity_below_sold', jsonb_build_object(
      'capacity', p_capacity, 'taken', v_taken));
  end if;
  update events.capacity_pools as p
  set capacity = p_capacity
  where p.org_id = p_org_id and p.id = p_pool_id;
  perform events.spread_capacity(p_org_id, p_pool_id, p_capacity - v_taken);
end
$$;
revoke all on function events.set_capacity(uuid, uuid, integer) from public;

-- sql/50_events/2_functions/spread_capacity.sql
-- Divides what is left of a pool over its lanes, which the caller has locked: evenly over many
-- while there is plenty, all in lane 0 when less than ten per lane are left, since then most tries
-- in a single lane would miss.
create or replace function events.spread_capacity(p_org_id uuid, p_pool_id uuid, p_left bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_lanes integer := core.setting('events.lanes')::integer;
begin
  if p_left < 10 * v_lanes then
    v_lanes := 1;
  end if;
  insert into events.capacity_lanes as l (org_id, pool_id, lane, remaining)
  select p_org_id, p_pool_id, n,
    p_left / v_lanes + case when n < p_left % v_lanes then 1 else 0 end
  from generate_series(0, v_lanes - 1) as n
  on conflict (org_id, pool_id, lane) do update set remaining = excluded.remaining;
  update events.capacity_lanes as l
  set remaining = 0
  where l.org_id = p_org_id and l.pool_id = p_pool_id and l.lane >= v_lanes and l.remaining > 0;
  update events.capacity_pools as p
  set lanes = v_lanes
  where p.org_id = p_org_id and p.id = p_pool_id and p.lanes <> v_lanes;
end
$$;
revoke all on function events.spread_capacity(uuid, uuid, bigint) from public;

-- sql/50_events/2_functions/tg_events__prepare.sql
-- Completes and checks an event before it is written: the slug is made from the title when left
-- out, the time zone must be one that Postgres knows.
create or replace function events.tg_events__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.title := core.require_text('title', new.title, 200);
  if coalesce(new.slug, '') = '' then
    new.slug := events.free_slug(new.org_id, new.title);
  end if;
  if not events.is_time_zone(new.time_zone) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'time_zone', 'reason', 'it is not an IANA time zone such as Europe/Amsterdam'));
  end if;
  return new;
end
$$;
revoke all on function events.tg_events__prepare() from public;

-- sql/50_events/2_functions/tg_ticket_types__pool.sql
-- Keeps a ticket type's own pool in step with its capacity: makes it with the ticket type, raises
-- or lowers it afterwards, never below what is sold and held. No capacity is a pool of a billion,
-- so that sales are counted all the same and a limit can still come later.
create or replace function events.tg_ticket_types__pool()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_capacity integer := coalesce(new.capacity, 1000000000);
begin
  if tg_op = 'INSERT' then
    insert into events.capacity_pools (org_id, id, event_id, capacity)
    values (new.org_id, new.id, new.event_id, v_capacity);
    perform events.spread_capacity(new.org_id, new.id, v_capacity);
    insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
    values (new.org_id, new.id, new.id);
  elsif new.capacity is distinct from old.capacity then
    perform events.set_capacity(new.org_id, new.id, v_capacity);
  end if;
  return null;
end
$$;
revoke all on function events.tg_ticket_types__pool() from public;

-- sql/50_events/3_access/capacity_pools.sql
-- Capacity is written by functions only, and read through get_event.
revoke all on events.capacity_pools, events.capacity_lanes from anon, authenticated, service_role;
create policy all_nobody on events.capacity_pools using (false);
create policy all_nobody on events.capacity_lanes using (false);

-- sql/50_events/3_access/events.sql
-- Visitors see what is published; staff see all of their org's events and, with events.manage,
-- write them. One policy for both kinds of reader, since a second one would be tried on every row.
-- NOTE: update of status is not granted, because publish_event, close_event and cancel_event check.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.events from anon, authenticated, service_role;
grant select on events.events to anon, authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on events.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on events.events to authenticated;

create policy select_visitor on events.events for select to anon
  using (status = 'published' and deleted_at is null);
create policy select_visitor_or_staff on events.events for select to authenticated
  using (
    (status = 'published' and deleted_at is null)
    or org_id = any (array(select tenancy.orgs_with('org.read')))
  );
create policy insert_manager on events.events for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.events for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of title, slug, time_zone on events.events
  for each row execute function events.tg_events__prepare();
create trigger _100_touch before update on events.events
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on events.events
  for each row execute function core.tg__transition('event');
create trigger _900_audit after insert or update or delete on events.events
  for each row execute function core.tg__audit('event');

-- sql/50_events/3_access/ticket_types.sql
-- Staff see their org's ticket types and, with events.manage, write them. Visitors read them
-- through get_event, which leaves out what is the organiser's business.
-- NOTE: update of event_id and currency is not granted, because orders refer to them.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.ticket_types from anon, authenticated, service_role;
grant select on events.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start, sales_end,
  min_per_order, max_per_order, sort_order, is_active
) on events.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, sort_order, is_active, deleted_at
) on events.ticket_types to authenticated;

create policy select_staff on events.ticket_types for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));
create policy insert_manager on events.ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.ticket_types for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.ticket_types
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of capacity on events.ticket_types
  for each row execute function events.tg_ticket_types__pool();
create trigger _900_audit after insert or update or delete on events.ticket_types
  for each row execute function core.tg__audit('ticket_type');

-- Which pools a ticket type draws on is written by functions only.
revoke all on events.ticket_type_pools from anon, authenticated, service_role;
create policy all_nobody on events.ticket_type_pools using (false);

-- sql/50_events/4_api/cancel_event.sql
create or replace function public.cancel_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.cancel_event(cancel_event.event_id)
$$;
revoke all on function public.cancel_event(uuid) from public;
grant execute on function public.cancel_event(uuid) to authenticated;
comment on function public.cancel_event(uuid) is
  'Calls an event off. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';

-- sql/50_events/4_api/close_event.sql
create or replace function public.close_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.close_event(close_event.event_id)
$$;
revoke all on function public.close_event(uuid) from public;
grant execute on function public.close_event(uuid) to authenticated;
comment on function public.close_event(uuid) is
  'Ends the sale of a published event for good. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, invalid_transition.';

-- sql/50_events/4_api/events.sql
create or replace view public.events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.title,
  e.slug,
  e.sport,
  e.description,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at,
  e.status,
  e.published_at,
  e.closed_at,
  e.cancelled_at,
  e.created_at,
  e.updated_at,
  e.deleted_at
from events.events as e
where e.deleted_at is null;
revoke all on public.events from anon, authenticated, service_role;
grant select on public.events to authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on public.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on public.events to authenticated;
comment on view public.events is
  'Events for staff: insert and update with events.manage; the status moves with publish_event, close_event, cancel_event.';
comment on column public.events.slug is 'Made from the title when left out.';
comment on column public.events.deleted_at is 'Set it to delete a draft.';

-- sql/50_events/4_api/get_event.sql
create or replace function public.get_event(
  event_id uuid default null,
  org_slug text default null,
  slug text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select events.event_page(get_event.event_id, get_event.org_slug, get_event.slug)
$$;
revoke all on function public.get_event(uuid, text, text) from public;
grant execute on function public.get_event(uuid, text, text) to anon, authenticated;
comment on function public.get_event(uuid, text, text) is
  'The page of a published event, by event_id or by org_slug and slug: its data and ticket_types, each with price in cents, state (on_sale, not_started, ended, sold_out) and max_quantity that one order can have now. Errors: event_not_found.';

-- sql/50_events/4_api/publish_event.sql
create or replace function public.publish_event(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_event(publish_event.event_id)
$$;
revoke all on function public.publish_event(uuid) from public;
grant execute on function public.publish_event(uuid) to authenticated;
comment on function public.publish_event(uuid) is
  'Puts a draft event on sale. Needs events.manage. Returns {event_id, status}. Errors: not_found, not_allowed, event_incomplete (names all that is missing), org_suspended, invalid_transition.';

-- sql/50_events/4_api/published_events.sql
create or replace view public.published_events
with (security_invoker = true) as
select
  e.id,
  e.org_id,
  e.title,
  e.slug,
  e.sport,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at
from events.events as e
where e.status = 'published' and e.deleted_at is null;
revoke all on public.published_events from anon, authenticated, service_role;
grant select on public.published_events to anon, authenticated;
comment on view public.published_events is
  'Events on sale, for everyone. Filter and order as you like; get_event gives one with its tickets.';

-- sql/50_events/4_api/ticket_types.sql
create or replace view public.ticket_types
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.name,
  t.description,
  t.price,
  t.currency,
  t.vat_rate,
  t.capacity,
  t.sales_start,
  t.sales_end,
  t.min_per_order,
  t.max_per_order,
  t.sort_order,
  t.is_active,
  t.created_at,
  t.updated_at,
  t.deleted_at
from events.ticket_types as t
where t.deleted_at is null;
revoke all on public.ticket_types from anon, authenticated, service_role;
grant select on public.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start, sales_end,
  min_per_order, max_per_order, sort_order, is_active
) on public.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, sort_order, is_active, deleted_at
) on public.ticket_types to authenticated;
comment on view public.ticket_types is
  'What events sell, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.ticket_types.vat_rate is 'Basis points: 900 is 9 %.';
comment on column public.ticket_types.capacity is 'Places; null is unlimited. Never below what is sold and held.';

-- sql/60_sales/1_tables/_schema.sql
-- Room sales: orders and what they yield. It registers the payable kind `order`, so that payments
-- settles and releases orders without knowing them.

create schema sales;
comment on schema sales is 'Orders, order items, capacity claims, ticket instances.';
grant usage on schema sales to anon, authenticated, service_role;

create type sales.order_status as enum (
  'pending', 'paid', 'failed', 'cancelled', 'expired', 'overbooked', 'partially_refunded', 'refunded'
);
comment on type sales.order_status is 'Where an order stands.';

create type sales.ticket_instance_status as enum ('valid', 'used', 'refunded', 'void');
comment on type sales.ticket_instance_status is 'Whether a ticket instance admits its holder.';

create type sales.cart as (
  ticket_type_ids uuid[],
  quantities integer[]
);
comment on type sales.cart is 'What somebody wants: ticket types and how many of each, in order.';

create type sales.order_line as (
  ticket_type_id uuid,
  name text,
  quantity integer,
  unit_amount integer,
  vat_rate integer,
  vat_amount integer
);
comment on type sales.order_line is 'One line of a cart, priced. Cents and basis points.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('order', 'new', 'pending', 'Placed; its capacity is held.'),
  ('order', 'new', 'paid', 'Placed, and free: settled at once.'),
  ('order', 'pending', 'paid', 'Paid.'),
  ('order', 'pending', 'failed', 'The payment failed; the hold is released.'),
  ('order', 'pending', 'cancelled', 'The payment was cancelled; the hold is released.'),
  ('order', 'pending', 'expired', 'Not paid in time; the hold is released.'),
  ('order', 'pending', 'overbooked', 'Paid, but the event was called off meanwhile: money goes back.'),
  ('order', 'failed', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'cancelled', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'expired', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'failed', 'paid', 'Late money, and there was still room.'),
  ('order', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('order', 'expired', 'paid', 'Late money, and there was still room.'),
  ('order', 'failed', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'cancelled', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'expired', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'overbooked', 'refunded', 'The money went back.'),
  ('order', 'paid', 'partially_refunded', 'Part of the money went back.'),
  ('order', 'paid', 'refunded', 'All of the money went back.'),
  ('order', 'partially_refunded', 'refunded', 'The rest of the money went back.'),
  ('ticket_instance', 'new', 'valid', 'Issued when its order is paid.'),
  ('ticket_instance', 'valid', 'used', 'Scanned at the door.'),
  ('ticket_instance', 'valid', 'refunded', 'Its money went back.'),
  ('ticket_instance', 'used', 'refunded', 'Its money went back after all.'),
  ('ticket_instance', 'valid', 'void', 'Cancelled, transferred or replaced.'),
  ('ticket_instance', 'used', 'valid', 'Reset at the door by an audited override.');

insert into core.settings (key, value, description) values
  ('sales.hold_minutes', '15', 'How long an order holds its places while it is not paid.'),
  ('sales.retry_hours', '24', 'How long after it was placed an unpaid order can still be paid.');

-- sql/60_sales/1_tables/orders.sql
-- One row per order. Written by create_order, settle_order, release_order and their like only.
-- Its id is the id of its payable. Machine `order`.

create table sales.orders (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  order_number text not null,
  user_id uuid,
  email text not null,
  purchaser_name text,
  language text not null,
  status sales.order_status not null default 'pending',
  subtotal_amount integer not null,
  vat_amount integer not null,
  total_amount integer not null,
  currency text not null,
  idempotency_key text,
  checkout_session_id uuid,
  public_token_hash bytea not null,
  return_url text,
  expires_at timestamptz,
  release_at timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  expired_at timestamptz,
  overbooked_at timestamptz,
  refunded_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orders_pkey primary key (org_id, id),
  constraint orders_payable_fkey foreign key (org_id, id) references payments.payables (org_id, id),
  constraint orders_event_fkey foreign key (org_id, event_id) references events.events (org_id, id),
  constraint orders_user_fkey foreign key (user_id) references auth.users (id) on delete set null,
  constraint orders_checkout_session_fkey foreign key (org_id, checkout_session_id)
    references payments.payments (org_id, id),
  constraint orders_id_is_unique unique (id),
  constraint order_number_is_unique_in_org unique (org_id, order_number),
  constraint public_token_is_unique unique (public_token_hash),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint amounts_are_not_negative
    check (subtotal_amount >= 0 and vat_amount >= 0 and total_amount >= 0),
  constraint pending_order_has_a_deadline
    check (status <> 'pending' or (expires_at is not null and release_at is not null)),
  constraint paid_at_is_set_iff_it_was_settled
    check (
      (paid_at is not null)
      = (status in ('paid', 'partially_refunded') or (status = 'refunded' and overbooked_at is null))
    ),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint overbooked_at_is_set_iff_it_was_overbooked
    check (
      (status = 'overbooked' and overbooked_at is not null)
      or status = 'refunded'
      or (status <> 'overbooked' and overbooked_at is null)
    ),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create unique index orders_idempotency_key_idx on sales.orders (org_id, idempotency_key)
  where idempotency_key is not null;
create index orders_created_at_idx on sales.orders (org_id, created_at desc);
create index orders_event_idx on sales.orders (org_id, event_id);
create index orders_email_idx on sales.orders (org_id, email);
create index orders_user_idx on sales.orders (user_id) where user_id is not null;
create index orders_checkout_session_idx on sales.orders (org_id, checkout_session_id)
  where checkout_session_id is not null;
create index orders_release_at_idx on sales.orders (release_at) where status = 'pending';
alter table sales.orders enable row level security;
comment on table sales.orders is 'Orders. Amounts in cents, VAT included.';
comment on column sales.orders.vat_amount is 'The VAT inside total_amount.';
comment on column sales.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';
comment on column sales.orders.public_token_hash is 'SHA-256 of the secret that shows the order to its guest.';
comment on column sales.orders.expires_at is 'Until when the places are promised to the buyer.';
comment on column sales.orders.release_at is 'When the sweep looks at it: at its deadline, later while the provider is being asked.';

-- sql/60_sales/1_tables/capacity_claims.sql
-- requires: orders
--
-- What an order has taken from a capacity pool: held while it is pending, sold once it is paid. The
-- row goes when the places go back. For every pool: capacity = what its lanes hold + these rows.

create table sales.capacity_claims (
  org_id uuid not null,
  order_id uuid not null,
  pool_id uuid not null,
  quantity integer not null,
  constraint capacity_claims_pkey primary key (org_id, order_id, pool_id),
  constraint capacity_claims_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint capacity_claims_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id),
  constraint quantity_is_positive check (quantity > 0)
);
create index capacity_claims_pool_idx on sales.capacity_claims (org_id, pool_id);
alter table sales.capacity_claims enable row level security;
comment on table sales.capacity_claims is 'Places that orders hold or have bought, per pool.';

-- sql/60_sales/1_tables/order_items.sql
-- requires: orders
--
-- What was ordered, as it was offered: name, price and VAT are copies. Never changed.

create table sales.order_items (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  line smallint not null,
  ticket_type_id uuid not null,
  name text not null,
  quantity integer not null,
  unit_amount integer not null,
  total_amount integer not null,
  vat_rate integer not null,
  vat_amount integer not null,
  constraint order_items_pkey primary key (org_id, id),
  constraint order_items_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint order_items_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint line_is_unique_in_order unique (org_id, order_id, line),
  constraint quantity_is_positive check (quantity > 0),
  constraint total_is_quantity_times_unit check (total_amount = quantity * unit_amount),
  constraint vat_is_part_of_total check (vat_amount between 0 and total_amount)
);
create index order_items_ticket_type_idx on sales.order_items (org_id, ticket_type_id);
alter table sales.order_items enable row level security;
comment on table sales.order_items is 'Lines of orders. Amounts in cents, VAT included; vat_rate in basis points.';

-- sql/60_sales/1_tables/ticket_instances.sql
-- requires: order_items
--
-- The entitlement that a paid order yields: one row admits one person once. Machine
-- `ticket_instance`.

create table sales.ticket_instances (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  order_item_id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  code text not null,
  qr_token text,
  status sales.ticket_instance_status not null default 'valid',
  void_reason text,
  used_at timestamptz,
  refunded_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint ticket_instances_pkey primary key (org_id, id),
  constraint ticket_instances_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint ticket_instances_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint ticket_instances_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_instances_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint code_is_unique unique (code),
  constraint code_has_100_random_bits check (code ~ '^[0-9A-HJKMNP-TV-Z]{20}$'),
  constraint used_ticket_has_used_at check (status <> 'used' or used_at is not null),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null)),
  constraint void_has_time_and_reason
    check ((status = 'void') = (voided_at is not null) and (status = 'void') = (void_reason is not null)),
  constraint void_reason_is_known check (void_reason in ('cancelled', 'transferred', 'replaced'))
);
create index ticket_instances_order_idx on sales.ticket_instances (org_id, order_id);
create index ticket_instances_order_item_idx on sales.ticket_instances (org_id, order_item_id);
create index ticket_instances_event_idx on sales.ticket_instances (org_id, event_id);
create index ticket_instances_ticket_type_idx on sales.ticket_instances (org_id, ticket_type_id);
alter table sales.ticket_instances enable row level security;
comment on table sales.ticket_instances is 'Tickets that paid orders yielded; each admits one person once.';
comment on column sales.ticket_instances.code is '20 characters of Crockford base32, 100 random bits.';
comment on column sales.ticket_instances.qr_token is
  'What the QR shows: the code with a signature that a scanner can check offline. Set by the worker right after the sale.';

-- sql/60_sales/2_functions/create_order.sql
-- Places an order: for anyone, on the published events of anyone. Prices are ours, capacity is held
-- at once, all lines or none. A free order is settled at once.
--
-- Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount,
-- currency}. With an idempotency key a repeat makes nothing and gets the same answer, with the
-- status that the order has by then; the key belongs to the org of the event. Locks: the key, then
-- capacity pools, last.
--
-- Carts come as arrays, whose length the planner would look at anew on every call: planning cost
-- more than doing, hence the generic plans (here and for all that is called from here).
create or replace function sales.create_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_idempotency_key text,
  p_return_url text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
  v_cart sales.cart;
  v_lines sales.order_line[];
  v_order sales.orders;
  v_token text;
begin
  if auth.uid() is not null then
    perform core.act_as('guest');
  end if;
  v_cart := sales.read_items(p_items);
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := sales.request_language(p_language);
  if p_return_url is not null then
    v_order.return_url := sales.read_return_url(p_return_url);
  end if;
  if v_key is not null and p_event_id is not null then
    select e.* into v_event from events.events as e where e.id = p_event_id;
    v_request := jsonb_build_object(
      'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
      'purchaser_name', v_order.purchaser_name, 'user_id', auth.uid());
    v_response := core.begin_idempotent(v_event.org_id::text, 'create_order', v_key, v_request);
    if v_response is not null then
      return v_response || (
        select jsonb_build_object('public_token', core.public_token(o.id), 'status', o.status)
        from sales.orders as o
        where o.id = (v_response ->> 'order_id')::uuid
      );
    end if;
    -- The answer is kept for some days only; the key stays with its order.
    if exists (
      select 1 from sales.orders as o
      where o.org_id = v_event.org_id and o.idempotency_key = v_key
    ) then
      perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', v_key));
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_order.id := core.new_id();
  v_order.org_id := v_event.org_id;
  v_order.event_id := v_event.id;
  v_order.user_id := auth.uid();
  v_order.idempotency_key := v_key;
  v_token := core.public_token(v_order.id);
  v_order.public_token_hash := core.token_hash(v_token);
  v_lines := sales.quote(v_event, v_cart);
  v_order := sales.insert_order(v_order, v_lines);
  v_response := jsonb_build_object(
    'order_id', v_order.id,
    'order_number', v_order.order_number,
    'status', v_order.status,
    'public_token', v_token,
    'checkout_url', null,
    'expires_at', v_order.expires_at,
    'total_amount', v_order.total_amount,
    'currency', v_order.currency
  );
  if v_key is not null then
    perform core.finish_idempotent(
      v_event.org_id::text, 'create_order', v_key, v_request,
      v_response - 'public_token');
  end if;
  perform sales.hold_capacity(v_order, v_cart);
  return v_response;
end
$$;
revoke all on function sales.create_order(uuid, jsonb, text, text, text, text, text) from public;
grant execute on function sales.create_order(uuid, jsonb, text, text, text, text, text)
  to anon, authenticated;

-- sql/60_sales/2_functions/end_order.sql
-- Moves a locked pending order to the end that it met without being paid: failed, cancelled or
-- expired. Its capacity is given back by the caller, last.
create or replace function sales.end_order(p_order sales.orders, p_status sales.order_status)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  update sales.orders as o
  set status = p_status, expires_at = null, release_at = null,
    failed_at = case p_status when 'failed' then v_now end,
    cancelled_at = case p_status when 'cancelled' then v_now end,
    expired_at = case p_status when 'expired' then v_now end
  where o.org_id = p_order.org_id and o.id = p_order.id;
end
$$;
revoke all on function sales.end_order(sales.orders, sales.order_status) from public;

-- sql/60_sales/2_functions/find_event_on_sale.sql
-- The published event that somebody wants to buy for. Raises missing_field, event_not_found (also
-- for drafts: nobody learns that they exist), org_suspended, event_is_over.
create or replace function sales.find_event_on_sale(p_event_id uuid)
  returns events.events
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  select e.* into v_event
  from events.events as e
  where e.id = p_event_id and e.status = 'published' and e.deleted_at is null;
  if not found then
    perform core.fail(
      case when p_event_id is null then 'missing_field' else 'event_not_found' end,
      jsonb_build_object('field', 'event_id', 'event_id', p_event_id));
  end if;
  if not exists (
    select 1
    from tenancy.orgs as o
    where o.id = v_event.org_id and o.suspended_at is null and o.deleted_at is null
  ) then
    perform tenancy.guard_not_suspended(v_event.org_id);
  end if;
  if v_event.ends_at <= core.clock() then
    perform core.fail('event_is_over', jsonb_build_object('event_id', p_event_id));
  end if;
  return v_event;
end
$$;
revoke all on function sales.find_event_on_sale(uuid) from public;

-- sql/60_sales/2_functions/find_order.sql
-- The order behind a public token. Raises missing_field or order_not_found.
create or replace function sales.find_order(p_public_token text)
  returns sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', '{"field": "public_token"}');
  end if;
  select o.* into v_order
  from sales.orders as o
  where o.public_token_hash = core.token_hash(p_public_token);
  if not found then
    perform core.fail('order_not_found');
  end if;
  return v_order;
end
$$;
revoke all on function sales.find_order(text) from public;

-- sql/60_sales/2_functions/get_order.sql
-- An order for its guest, by public token. Raises missing_field, order_not_found.
create or replace function sales.get_order(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return sales.order_json(sales.find_order(p_public_token));
end
$$;
revoke all on function sales.get_order(text) from public;
grant execute on function sales.get_order(text) to anon, authenticated, service_role;

-- sql/60_sales/2_functions/guard_capacity.sql
-- Raises sold_out when the capacity that a cart needs is not there, as committed. The error names
-- the line, its ticket type and how many are left.
create or replace function sales.guard_capacity(p_org_id uuid, p_cart sales.cart)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_short record;
begin
  v_short := events.find_shortage(p_org_id, p_cart.ticket_type_ids, p_cart.quantities);
  if v_short.ticket_type_id is not null then
    perform core.fail('sold_out', jsonb_build_object(
      'line', array_position(p_cart.ticket_type_ids, v_short.ticket_type_id),
      'ticket_type_id', v_short.ticket_type_id,
      'ticket_type', t.name,
      'quantity', v_short.quantity,
      'available', v_short.available
    ))
    from events.ticket_types as t
    where t.org_id = p_org_id and t.id = v_short.ticket_type_id;
  end if;
end
$$;
revoke all on function sales.guard_capacity(uuid, sales.cart) from public;

-- sql/60_sales/2_functions/hold_capacity.sql
-- Takes the capacity that an order's cart needs from each pool, or raises sold_out with the first
-- line that is short. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(p_order sales.orders, p_cart sales.cart)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_claim record;
begin
  for v_claim in
    select
      m.pool_id,
      sum(p_cart.quantities[array_position(p_cart.ticket_type_ids, m.ticket_type_id)])::integer
        as quantity
    from events.ticket_type_pools as m
    where m.org_id = p_order.org_id and m.ticket_type_id = any (p_cart.ticket_type_ids)
    group by m.pool_id
    order by m.pool_id
  loop
    insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
    values (p_order.org_id, p_order.id, v_claim.pool_id, v_claim.quantity);
    if not events.claim_capacity(p_order.org_id, v_claim.pool_id, v_claim.quantity) then
      perform sales.guard_capacity(p_order.org_id, p_cart);
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
end
$$;
revoke all on function sales.hold_capacity(sales.orders, sales.cart) from public;

-- sql/60_sales/2_functions/included_vat.sql
-- The VAT inside an amount that includes it, half up to the cent: 1090 cents at 900 basis points
-- hold 90.
create or replace function sales.included_vat(p_amount integer, p_vat_rate integer)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (2 * p_amount::bigint * p_vat_rate + 10000 + p_vat_rate) / (2 * (10000 + p_vat_rate));
end
$$;
revoke all on function sales.included_vat(integer, integer) from public;

-- sql/60_sales/2_functions/insert_order.sql
-- Writes an order with its payable and lines, from a record that has its id, public_token_hash and
-- the buyer's fields. A free one is written as paid, with its tickets. Takes no capacity:
-- sales.hold_capacity() follows, last.
create or replace function sales.insert_order(p_order sales.orders, p_lines sales.order_line[])
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_deadline timestamptz;
  v_total bigint;
  v_vat bigint;
  v_order sales.orders;
begin
  select sum(l.quantity::bigint * l.unit_amount), sum(l.vat_amount)
  into v_total, v_vat
  from unnest(p_lines) as l;
  if v_total > 0 then
    v_deadline := v_now + make_interval(mins => core.setting('sales.hold_minutes')::integer);
  end if;
  perform payments.create_payable(p_order.org_id, p_order.id, 'order', v_total::integer, 'EUR');
  insert into sales.orders (
    org_id, id, event_id, order_number, user_id, email, purchaser_name, language,
    subtotal_amount, vat_amount, total_amount, currency, idempotency_key, public_token_hash,
    return_url, expires_at, release_at, status, paid_at, created_at, updated_at
  ) values (
    p_order.org_id, p_order.id, p_order.event_id, sales.random_code(10), p_order.user_id,
    p_order.email, p_order.purchaser_name, p_order.language,
    v_total, v_vat, v_total, 'EUR', p_order.idempotency_key, p_order.public_token_hash,
    p_order.return_url, v_deadline, v_deadline,
    case v_total when 0 then 'paid' else 'pending' end::sales.order_status,
    case v_total when 0 then v_now end, v_now, v_now
  )
  returning * into v_order;
  perform core.audit(
    v_order.org_id, 'order', v_order.id::text, 'order.created', null,
    jsonb_build_object(
      'event_id', v_order.event_id, 'order_number', v_order.order_number, 'status', v_order.status,
      'total_amount', v_total, 'currency', v_order.currency, 'language', v_order.language)
  );
  insert into sales.order_items (
    org_id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  select
    p_order.org_id, p_order.id, l.line, l.ticket_type_id, l.name, l.quantity, l.unit_amount,
    l.quantity * l.unit_amount, l.vat_rate, l.vat_amount
  from unnest(p_lines) with ordinality as l (
    ticket_type_id, name, quantity, unit_amount, vat_rate, vat_amount, line
  );
  if v_total = 0 then
    perform sales.issue_tickets(v_order);
  end if;
  return v_order;
end
$$;
revoke all on function sales.insert_order(sales.orders, sales.order_line[]) from public;

-- sql/60_sales/2_functions/issue_tickets.sql
-- Issues the ticket instances of an order that has just been paid, one per place, and queues the
-- one confirmation mail.
create or replace function sales.issue_tickets(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.ticket_instances (
    org_id, order_id, order_item_id, event_id, ticket_type_id, code
  )
  select i.org_id, i.order_id, i.id, p_order.event_id, i.ticket_type_id, sales.random_code(20)
  from sales.order_items as i
  cross join generate_series(1, i.quantity)
  where i.org_id = p_order.org_id and i.order_id = p_order.id;
  perform sales.mail_order(p_order, 'email.order_confirmation');
end
$$;
revoke all on function sales.issue_tickets(sales.orders) from public;

-- sql/60_sales/2_functions/lock_order.sql
-- Locks an order, after its payable.
create or replace function sales.lock_order(p_org_id uuid, p_order_id uuid)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  perform payments.lock_payable(p_org_id, p_order_id);
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id
  for no key update;
  return v_order;
end
$$;
revoke all on function sales.lock_order(uuid, uuid) from public;

-- sql/60_sales/2_functions/mail_order.sql
-- Queues a mail about an order. The worker reads what it needs when it writes it:
-- sales.order_mail().
create or replace function sales.mail_order(p_order sales.orders, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id, p_topic, jsonb_build_object('order_id', p_order.id));
end
$$;
revoke all on function sales.mail_order(sales.orders, text) from public;

-- sql/60_sales/2_functions/mark_overbooked.sql
-- Marks an order as paid but impossible: nothing is issued, what it held goes back, and its buyer
-- gets an apology. The money is sent back by payments.
create or replace function sales.mark_overbooked(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.orders as o
  set status = 'overbooked', overbooked_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id;
  perform sales.mail_order(p_order, 'email.order_overbooked');
  perform sales.release_claims(array[p_order]);
end
$$;
revoke all on function sales.mark_overbooked(sales.orders) from public;

-- sql/60_sales/2_functions/mark_paid.sql
-- Marks an order as paid and issues its tickets. The caller has locked it and knows that its
-- capacity is there.
create or replace function sales.mark_paid(p_order sales.orders)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  update sales.orders as o
  set status = 'paid', paid_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.issue_tickets(v_order);
  return v_order;
end
$$;
revoke all on function sales.mark_paid(sales.orders) from public;

-- sql/60_sales/2_functions/my_orders.sql
-- The orders that the signed-in user placed, newest first.
create or replace function sales.my_orders()
  returns setof sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    select o.* from sales.orders as o where o.user_id = auth.uid() order by o.created_at desc, o.id;
end
$$;
revoke all on function sales.my_orders() from public;
grant execute on function sales.my_orders() to authenticated;

-- sql/60_sales/2_functions/note_refund.sql
-- Called by payments when a refund of an order was completed: the order is refunded when nothing of
-- its money is left with us, partially so when less is left than it cost. Surplus money that went
-- back changes nothing.
create or replace function sales.note_refund(p_org_id uuid, p_order_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
  v_kept bigint := payments.amount_kept(p_org_id, p_order_id);
begin
  if v_order.status not in ('paid', 'partially_refunded', 'overbooked')
    or v_kept >= v_order.total_amount
    or (v_kept > 0 and v_order.status <> 'paid')
  then
    return;
  end if;
  update sales.orders as o
  set status = case v_kept when 0 then 'refunded' else 'partially_refunded' end::sales.order_status,
    refunded_at = case v_kept when 0 then core.clock() end
  where o.org_id = p_org_id and o.id = p_order_id;
end
$$;
revoke all on function sales.note_refund(uuid, uuid) from public;

-- sql/60_sales/2_functions/order_cart.sql
-- What was ordered, as a cart: ticket types and quantities in the order of the lines.
create or replace function sales.order_cart(p_order sales.orders)
  returns sales.cart
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart;
begin
  select array_agg(i.ticket_type_id order by i.line), array_agg(i.quantity order by i.line)
  into v_cart
  from sales.order_items as i
  where i.org_id = p_order.org_id and i.order_id = p_order.id;
  return v_cart;
end
$$;
revoke all on function sales.order_cart(sales.orders) from public;

-- sql/60_sales/2_functions/order_json.sql
-- What the buyer of an order sees of it. Tickets only once it is paid.
create or replace function sales.order_json(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'order_id', p_order.id,
    'order_number', p_order.order_number,
    'status', p_order.status,
    'email', p_order.email,
    'purchaser_name', p_order.purchaser_name,
    'language', p_order.language,
    'subtotal_amount', p_order.subtotal_amount,
    'vat_amount', p_order.vat_amount,
    'total_amount', p_order.total_amount,
    'currency', p_order.currency,
    'expires_at', p_order.expires_at,
    'paid_at', p_order.paid_at,
    'created_at', p_order.created_at,
    'checkout_url', (
      select p.checkout_url
      from payments.payments as p
      where p.org_id = p_order.org_id and p.id = p_order.checkout_session_id and p.status = 'open'
        and p_order.status = 'pending'
    ),
    'event', (
      select jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'sport', e.sport, 'status', e.status,
        'location_name', e.location_name, 'location_address', e.location_address,
        'time_zone', e.time_zone, 'starts_at', e.starts_at, 'ends_at', e.ends_at)
      from events.events as e
      where e.org_id = p_order.org_id and e.id = p_order.event_id
    ),
    'items', (
      select jsonb_agg(jsonb_build_object(
        'order_item_id', i.id, 'ticket_type_id', i.ticket_type_id, 'name', i.name,
        'quantity', i.quantity, 'unit_amount', i.unit_amount, 'total_amount', i.total_amount,
        'vat_rate', i.vat_rate, 'vat_amount', i.vat_amount) order by i.line)
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
    ),
    'tickets', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'ticket_instance_id', t.id, 'code', t.code, 'qr_token', t.qr_token,
        'ticket_type', i.name, 'status', t.status) order by i.line, t.id), '[]')
      from sales.ticket_instances as t
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      where t.org_id = p_order.org_id and t.order_id = p_order.id
    )
  );
end
$$;
revoke all on function sales.order_json(sales.orders) from public;

-- sql/60_sales/2_functions/order_mail.sql
-- What the worker needs to write a mail or a ticket of an order: {order, event, org, items,
-- tickets}, as in order_json, with the order's public token.
create or replace function sales.order_mail(p_order_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_json jsonb;
begin
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  if not found then
    perform core.fail('order_not_found');
  end if;
  v_json := sales.order_json(v_order);
  return jsonb_build_object(
    'order', (v_json - '{event,items,tickets}'::text[]) || jsonb_build_object(
      'org_id', v_order.org_id, 'public_token', core.public_token(v_order.id)),
    'event', v_json -> 'event',
    'items', v_json -> 'items',
    'tickets', v_json -> 'tickets',
    'org', (
      select jsonb_build_object('name', g.name, 'email', g.email)
      from tenancy.orgs as g
      where g.id = v_order.org_id
    )
  );
end
$$;
revoke all on function sales.order_mail(uuid) from public;
grant execute on function sales.order_mail(uuid) to service_role;

-- sql/60_sales/2_functions/quote.sql
-- Prices a cart at our prices, in its order. Raises for the first line that cannot be sold (see
-- refuse_line), amount_too_large above 50,000 euros, the most that one payment can be, and sold_out
-- when the capacity is not there as committed: most of those who come too late are sent away by
-- that, before anything is written or locked.
--
-- A loop over a handful of lines, each found by its key: starting one query that does it all at
-- once takes longer than running these.
create or replace function sales.quote(p_event events.events, p_cart sales.cart)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_type events.ticket_types;
  v_quantity integer;
  v_lines sales.order_line[];
  v_total bigint := 0;
  v_is_plenty boolean := true;
begin
  for v_line in 1..cardinality(p_cart.ticket_type_ids) loop
    v_quantity := p_cart.quantities[v_line];
    select t.* into v_type
    from events.ticket_types as t
    where t.org_id = p_event.org_id and t.id = p_cart.ticket_type_ids[v_line];
    if (
      v_type.event_id = p_event.id
      and v_type.is_active
      and v_type.deleted_at is null
      and v_quantity between v_type.min_per_order and v_type.max_per_order
      and events.sale_state(p_event, v_type, core.clock()) = 'on_sale'
    ) is not true then
      perform sales.refuse_line(p_event, v_type, p_cart, v_line);
    end if;
    v_lines[v_line] := row(
      v_type.id, v_type.name, v_quantity, v_type.price, v_type.vat_rate,
      sales.included_vat(v_quantity * v_type.price, v_type.vat_rate));
    v_total := v_total + v_quantity::bigint * v_type.price;
    v_is_plenty := v_is_plenty and events.has_lane_for(p_event.org_id, v_type.id, v_quantity);
  end loop;
  if v_total > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', v_total));
  end if;
  if not v_is_plenty then
    perform sales.guard_capacity(p_event.org_id, p_cart);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.quote(events.events, sales.cart) from public;

-- sql/60_sales/2_functions/random_code.sql
-- A random code of `p_length` characters that people can read aloud: Crockford base32, so without
-- I, L, O and U; 5 bits a character.
create or replace function sales.random_code(p_length integer)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_bytes bytea := extensions.gen_random_bytes(p_length);
  v_code text := '';
begin
  for v_index in 0..p_length - 1 loop
    v_code := v_code
      || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(v_bytes, v_index) & 31), 1);
  end loop;
  return v_code;
end
$$;
revoke all on function sales.random_code(integer) from public;

-- sql/60_sales/2_functions/read_items.sql
-- Reads the lines of a cart, [{"ticket_type_id": uuid, "quantity": integer}], in their order.
-- Checks shape only; raises what refuse_items() finds wrong.
create or replace function sales.read_items(p_items jsonb)
  returns sales.cart
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart;
begin
  -- One test for the usual case; the reasons are looked for only when it fails. Types come first:
  -- a regex on what is no text is neither true nor false, and would count as fine.
  if p_items @@ '
    $.type() == "array" && $.size() >= 1 && $.size() <= 20 && !($[*].type() != "object")
    && !exists ($[*] ? (!(
      @.ticket_type_id.type() == "string"
      && @.ticket_type_id like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"
      && @.quantity.type() == "number" && @.quantity >= 1 && @.quantity <= 999
      && @.quantity == @.quantity.floor()
    )))' is not true
  then
    perform sales.refuse_items(p_items);
  end if;
  for v_line in 1..jsonb_array_length(p_items) loop
    v_cart.ticket_type_ids[v_line] := p_items -> (v_line - 1) ->> 'ticket_type_id';
    v_cart.quantities[v_line] := p_items -> (v_line - 1) -> 'quantity';
  end loop;
  if cardinality(v_cart.ticket_type_ids) > 1 then
    perform sales.refuse_duplicates(v_cart);
  end if;
  return v_cart;
end
$$;
revoke all on function sales.read_items(jsonb) from public;

-- sql/60_sales/2_functions/read_return_url.sql
-- The address to which the client app wants its customer back, or null. Raises invalid_field when
-- it is not an http(s) address.
create or replace function sales.read_return_url(p_return_url text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_url text := core.optional_text('return_url', p_return_url, 500);
begin
  if v_url !~ '^https?://[^[:space:]/@]+(/[^[:space:]]*)?$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'return_url', 'reason', 'it is not an http or https address'));
  end if;
  return v_url;
end
$$;
revoke all on function sales.read_return_url(text) from public;

-- sql/60_sales/2_functions/refuse_duplicates.sql
-- Raises duplicate_line when a ticket type stands in a cart more than once, with the second line.
create or replace function sales.refuse_duplicates(p_cart sales.cart)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_line integer;
begin
  select min(w.line) into v_line
  from unnest(p_cart.ticket_type_ids) with ordinality as w (ticket_type_id, line)
  where array_position(p_cart.ticket_type_ids, w.ticket_type_id) < w.line;
  if v_line is not null then
    perform core.fail('duplicate_line', jsonb_build_object(
      'ticket_type_id', p_cart.ticket_type_ids[v_line], 'line', v_line));
  end if;
end
$$;
revoke all on function sales.refuse_duplicates(sales.cart) from public;

-- sql/60_sales/2_functions/refuse_items.sql
-- Says what is wrong with the shape of a cart that read_items() did not take: missing_field,
-- too_many_lines, invalid_field or invalid_quantity, with the line.
create or replace function sales.refuse_items(p_items jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_item jsonb;
  v_line integer;
  v_reason text;
begin
  if coalesce(p_items, 'null') in ('null', '[]') then
    perform core.fail('missing_field', '{"field": "items"}');
  elsif jsonb_typeof(p_items) <> 'array' then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list"}');
  elsif jsonb_array_length(p_items) > 20 then
    perform core.fail('too_many_lines', jsonb_build_object(
      'lines', jsonb_array_length(p_items), 'max', 20));
  end if;
  for v_item, v_line in
    select i.item, i.line from jsonb_array_elements(p_items) with ordinality as i (item, line)
  loop
    if jsonb_typeof(v_item) <> 'object' then
      v_reason := format('line %s is not an object', v_line);
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'items', 'line', v_line, 'reason', v_reason));
    elsif v_item ->> 'ticket_type_id' is null then
      perform core.fail('missing_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line));
    elsif jsonb_typeof(v_item -> 'ticket_type_id') <> 'string'
      or v_item ->> 'ticket_type_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'ticket_type_id', 'line', v_line, 'reason', 'it is not a UUID'));
    elsif v_item -> 'quantity' is null then
      perform core.fail('missing_field', jsonb_build_object('field', 'quantity', 'line', v_line));
    elsif jsonb_typeof(v_item -> 'quantity') <> 'number'
      or (v_item ->> 'quantity')::numeric not between 1 and 999
      or (v_item ->> 'quantity')::numeric % 1 <> 0
    then
      perform core.fail('invalid_quantity', jsonb_build_object(
        'quantity', left(v_item ->> 'quantity', 40), 'line', v_line, 'max', 999));
    end if;
  end loop;
end
$$;
revoke all on function sales.refuse_items(jsonb) from public;

-- sql/60_sales/2_functions/refuse_line.sql
-- Says why a line of a cart cannot be sold: ticket_type_not_found, sales_not_started, sales_ended,
-- quantity_below_minimum or quantity_above_maximum, with the line. `p_ticket_type` is what was
-- found under the id that the line asks for.
create or replace function sales.refuse_line(
  p_event events.events,
  p_ticket_type events.ticket_types,
  p_cart sales.cart,
  p_line integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_quantity integer := p_cart.quantities[p_line];
  v_state text := events.sale_state(p_event, p_ticket_type, core.clock());
  v_data jsonb := jsonb_build_object(
    'line', p_line, 'ticket_type_id', p_cart.ticket_type_ids[p_line], 'quantity', v_quantity);
begin
  if p_ticket_type.event_id is distinct from p_event.id
    or not p_ticket_type.is_active
    or p_ticket_type.deleted_at is not null
  then
    perform core.fail('ticket_type_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('ticket_type', p_ticket_type.name);
  if v_state = 'not_started' then
    perform core.fail('sales_not_started',
      v_data || jsonb_build_object('sales_start', p_ticket_type.sales_start));
  elsif v_state = 'ended' then
    perform core.fail('sales_ended', v_data);
  elsif v_quantity < p_ticket_type.min_per_order then
    perform core.fail('quantity_below_minimum',
      v_data || jsonb_build_object('min', p_ticket_type.min_per_order));
  else
    perform core.fail('quantity_above_maximum',
      v_data || jsonb_build_object('max', p_ticket_type.max_per_order));
  end if;
end
$$;
revoke all on function
  sales.refuse_line(events.events, events.ticket_types, sales.cart, integer) from public;

-- sql/60_sales/2_functions/release_claims.sql
-- Gives back all capacity that some orders have taken, pools in ascending id: one call for all of
-- them, so that two transactions never meet in opposite order. The last statements before commit.
create or replace function sales.release_claims(p_orders sales.orders[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
begin
  for v_pool in
    with released as (
      delete from sales.capacity_claims as c
      using unnest(p_orders) as o
      where c.org_id = o.org_id and c.order_id = o.id
      returning c.org_id, c.pool_id, c.quantity
    )
    select r.org_id, r.pool_id, sum(r.quantity)::integer as quantity
    from released as r
    group by r.org_id, r.pool_id
    order by r.pool_id
  loop
    perform events.release_capacity(v_pool.org_id, v_pool.pool_id, v_pool.quantity);
  end loop;
end
$$;
revoke all on function sales.release_claims(sales.orders[]) from public;

-- sql/60_sales/2_functions/release_order.sql
-- Called by payments with the status of the last attempt to pay an order (failed, canceled,
-- expired): the order ends and its capacity goes back. An order that is not pending stays as it is.
create or replace function sales.release_order(p_org_id uuid, p_order_id uuid, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status <> 'pending' then
    return;
  end if;
  perform sales.end_order(
    v_order, case p_reason when 'canceled' then 'cancelled' else p_reason end::sales.order_status);
  perform sales.release_claims(array[v_order]);
end
$$;
revoke all on function sales.release_order(uuid, uuid, text) from public;

-- sql/60_sales/2_functions/reopen_order.sql
-- Takes a locked order that was released back to pending, with a new hold. Raises the errors of the
-- sale when its event or ticket types are no longer sold, sold_out when there is no room.
create or replace function sales.reopen_order(p_order sales.orders, p_checkout_session_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_hold interval := make_interval(mins => core.setting('sales.hold_minutes')::integer);
  v_cart sales.cart := sales.order_cart(p_order);
begin
  perform sales.quote(sales.find_event_on_sale(p_order.event_id), v_cart);
  update sales.orders as o
  set status = 'pending',
    checkout_session_id = p_checkout_session_id,
    expires_at = core.clock() + v_hold,
    release_at = core.clock() + v_hold,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id;
  perform sales.hold_capacity(p_order, v_cart);
end
$$;
revoke all on function sales.reopen_order(sales.orders, uuid) from public;

-- sql/60_sales/2_functions/request_language.sql
-- The language to write to a buyer in, `nl` or `en`: the one asked for, else the first of the two
-- in the browser's Accept-Language, else Dutch. Raises invalid_field for any other.
create or replace function sales.request_language(p_language text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_language is not null and p_language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it must be nl or en'));
  end if;
  return coalesce(
    p_language,
    substring(lower(core.request_header('accept-language')) from '(?:^|[ ,])(nl|en)(?:[-,; ]|$)'),
    'nl'
  );
end
$$;
revoke all on function sales.request_language(text) from public;

-- sql/60_sales/2_functions/resend_tickets.sql
-- Mails the tickets of a paid order again to its buyer: for whoever has the public token, or for
-- staff with tickets.resend. Raises order_not_found, order_has_no_tickets, rate_limited. Returns
-- {order_id, status: "queued"}.
create or replace function sales.resend_tickets(p_order_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if p_order_id is null then
    perform core.act_as('guest');
    v_order := sales.find_order(p_public_token);
  else
    select o.* into v_order from sales.orders as o where o.id = p_order_id;
    perform tenancy.authorise(v_order.org_id, 'tickets.resend', 'order', p_order_id);
  end if;
  if not exists (
    select 1 from sales.ticket_instances as t
    where t.org_id = v_order.org_id and t.order_id = v_order.id and t.status in ('valid', 'used')
  ) then
    perform core.fail('order_has_no_tickets', jsonb_build_object('status', v_order.status));
  end if;
  perform core.hit_rate_limit('resend_tickets', v_order.id::text);
  perform sales.mail_order(v_order, 'email.tickets_resent');
  perform core.audit(v_order.org_id, 'order', v_order.id::text, 'order.tickets_resent');
  return jsonb_build_object('order_id', v_order.id, 'status', 'queued');
end
$$;
revoke all on function sales.resend_tickets(uuid, text) from public;
grant execute on function sales.resend_tickets(uuid, text) to anon, authenticated;

-- sql/60_sales/2_functions/settle_order.sql
-- Called by payments when an order's money has arrived: `settled` when its tickets were issued,
-- `overbooked` when they cannot be (the hold was released and there is no room left, or the event
-- was called off), `surplus` when it needed no money. What is not settled, payments sends back.
create or replace function sales.settle_order(p_org_id uuid, p_order_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status in ('paid', 'partially_refunded', 'refunded', 'overbooked') then
    return 'surplus';
  end if;
  if exists (
    select 1 from events.events as e
    where e.org_id = p_org_id and e.id = v_order.event_id and e.status = 'cancelled'
  ) then
    perform sales.mark_overbooked(v_order);
    return 'overbooked';
  end if;
  if v_order.status <> 'pending' then
    begin
      perform sales.hold_capacity(v_order, sales.order_cart(v_order));
    exception when sqlstate 'PT409' then
      perform sales.mark_overbooked(v_order);
      return 'overbooked';
    end;
  end if;
  perform sales.mark_paid(v_order);
  return 'settled';
end
$$;
revoke all on function sales.settle_order(uuid, uuid) from public;

-- sql/60_sales/2_functions/start_payment.sql
-- Opens an attempt to pay an order, for the worker that then calls the provider; the open attempt
-- comes back when there is one. An order that failed, was cancelled or has expired is reopened for
-- it: its capacity is taken again, at the price that was quoted, while the sale and the time for
-- retries last.
--
-- Returns {payment_id, order_id, org_id, order_number, amount, currency, description, language,
-- return_url, provider_payment_id, checkout_url}. Raises order_not_found, order_already_paid,
-- order_not_payable, sold_out and the errors of the sale. Locks: payable, order, payment, pools.
create or replace function sales.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_order sales.orders := sales.find_order(p_public_token);
  v_attempt payments.payments;
  v_title text;
begin
  perform core.act_as('guest');
  v_order := sales.lock_order(v_order.org_id, v_order.id);
  if v_order.status in ('paid', 'partially_refunded') then
    perform core.fail('order_already_paid');
  elsif v_order.status in ('overbooked', 'refunded')
    or v_order.created_at < core.clock()
      - make_interval(hours => core.setting('sales.retry_hours')::integer)
    or (v_order.status = 'pending' and v_order.expires_at <= core.clock())
  then
    perform core.fail('order_not_payable', jsonb_build_object('status',
      case v_order.status when 'pending' then 'expired' else v_order.status end));
  end if;
  v_attempt := payments.start_attempt(v_order.org_id, v_order.id, v_order.return_url);
  select e.title into strict v_title
  from events.events as e
  where e.org_id = v_order.org_id and e.id = v_order.event_id;
  if v_order.status = 'pending' then
    update sales.orders as o
    set checkout_session_id = v_attempt.id
    where o.org_id = v_order.org_id and o.id = v_order.id
      and o.checkout_session_id is distinct from v_attempt.id;
  else
    perform sales.reopen_order(v_order, v_attempt.id);
  end if;
  return jsonb_build_object(
    'payment_id', v_attempt.id,
    'order_id', v_order.id,
    'org_id', v_order.org_id,
    'order_number', v_order.order_number,
    'amount', v_attempt.amount,
    'currency', v_attempt.currency,
    'description', left(v_order.order_number || ' ' || v_title, 255),
    'language', v_order.language,
    'return_url', v_attempt.return_url,
    'provider_payment_id', v_attempt.provider_payment_id,
    'checkout_url', v_attempt.checkout_url
  );
end
$$;
revoke all on function sales.start_payment(text) from public;
grant execute on function sales.start_payment(text) to service_role;

-- sql/60_sales/2_functions/store_qr_tokens.sql
-- Stores the signed tokens that a worker made: [{ticket_instance_id, qr_token}]. A token must be
-- made of the ticket's own code, and is set once. Returns how many were set.
create or replace function sales.store_qr_tokens(p_tokens jsonb)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  update sales.ticket_instances as t
  set qr_token = s.qr_token
  from jsonb_to_recordset(p_tokens) as s (ticket_instance_id uuid, qr_token text)
  where t.code = split_part(s.qr_token, '.', 2)
    and t.id = s.ticket_instance_id
    and t.qr_token is null;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function sales.store_qr_tokens(jsonb) from public;
grant execute on function sales.store_qr_tokens(jsonb) to service_role;

-- sql/60_sales/2_functions/sweep_expired_orders.sql
-- Expires pending orders whose time is up and gives their places back, after the provider was asked
-- once more about an open payment; until it has answered they are looked at again each minute.
-- Sweep `sales.expire_orders`. Locks: payables (skipping locked ones), orders, payments, and at the
-- end all their pools in ascending id.
create or replace function sales.sweep_expired_orders(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_order sales.orders;
  v_expired sales.orders[] := '{}';
  v_count integer := 0;
begin
  for v_order in
    select o.*
    from sales.orders as o
    join payments.payables as p on p.org_id = o.org_id and p.id = o.id
    where o.status = 'pending' and o.release_at <= v_now
    order by o.release_at
    limit p_limit
    for no key update of p, o skip locked
  loop
    v_count := v_count + 1;
    if payments.awaits_provider(v_order.org_id, v_order.id, v_order.expires_at) then
      update sales.orders as o
      set release_at = v_now + interval '1 minute'
      where o.org_id = v_order.org_id and o.id = v_order.id;
    else
      perform payments.give_up_attempts(v_order.org_id, v_order.id);
      perform sales.end_order(v_order, 'expired');
      v_expired := v_expired || v_order;
    end if;
  end loop;
  perform sales.release_claims(v_expired);
  return v_count;
end
$$;
revoke all on function sales.sweep_expired_orders(integer) from public;

-- sql/60_sales/2_functions/validate_checkout_capacity.sql
-- Whether a cart could be ordered at this moment, without ordering it: the same checks as
-- create_order, without locks, so it promises nothing. Raises the same errors; returns
-- {ok: true, subtotal_amount, currency}.
create or replace function sales.validate_checkout_capacity(p_event_id uuid, p_items jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_total bigint;
  v_cart sales.cart := sales.read_items(p_items);
begin
  v_event := sales.find_event_on_sale(p_event_id);
  select sum(l.quantity::bigint * l.unit_amount) into v_total
  from unnest(sales.quote(v_event, v_cart)) as l;
  return jsonb_build_object('ok', true, 'subtotal_amount', v_total, 'currency', 'EUR');
end
$$;
revoke all on function sales.validate_checkout_capacity(uuid, jsonb) from public;
grant execute on function sales.validate_checkout_capacity(uuid, jsonb) to anon, authenticated;

-- sql/60_sales/3_access/capacity_claims.sql
-- Functions only; the view sales.promise_capacity compares them with the pools.
revoke all on sales.capacity_claims from anon, authenticated, service_role;
create policy all_nobody on sales.capacity_claims using (false);

-- sql/60_sales/3_access/order_items.sql
-- Staff with orders.read see their org's order lines.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.order_items from anon, authenticated, service_role;
grant select on sales.order_items to authenticated;
create policy select_staff on sales.order_items for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _900_audit after update or delete on sales.order_items
  for each row execute function core.tg__audit('order_item');

-- sql/60_sales/3_access/orders.sql
-- Staff with orders.read see their org's orders; buyers use get_order and my_orders.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.orders from anon, authenticated, service_role;
grant select on sales.orders to authenticated;
create policy select_staff on sales.orders for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.orders
  for each row execute function core.tg__touch();
-- The declared first states are let through without asking, since every sale would ask.
create trigger _200_transition_new before insert on sales.orders
  for each row when (new.status not in ('pending', 'paid')) execute function core.tg__transition('order');
create trigger _200_transition before update of status on sales.orders
  for each row execute function core.tg__transition('order');
-- The creation of an order is written to the audit log by insert_order itself.
create trigger _900_audit
  after delete or update of status, email, purchaser_name on sales.orders
  for each row execute function core.tg__audit('order', 'email', 'purchaser_name');

insert into payments.payable_kinds (
  kind, settle_function, release_function, refunded_function, description
) values (
  'order', 'sales.settle_order', 'sales.release_order', 'sales.note_refund',
  'An order of tickets for an event.'
);
insert into core.sweeps (name, function, every, batch)
values ('sales.expire_orders', 'sales.sweep_expired_orders', interval '5 seconds', 100);

-- sql/60_sales/3_access/ticket_instances.sql
-- Staff with orders.read see their org's tickets; holders see theirs through get_order.
-- NOTE: insert, update and delete are not granted, because only functions issue and void tickets.
-- Issuing is not audited row by row: the order's change to paid tells of all of them.
revoke all on sales.ticket_instances from anon, authenticated, service_role;
grant select on sales.ticket_instances to authenticated;
create policy select_staff on sales.ticket_instances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.ticket_instances
  for each row execute function core.tg__touch();
-- The usual first state is let through without asking, since every ticket would ask.
create trigger _200_transition_new before insert on sales.ticket_instances
  for each row when (new.status <> 'valid')
  execute function core.tg__transition('ticket_instance');
create trigger _200_transition before update of status on sales.ticket_instances
  for each row execute function core.tg__transition('ticket_instance');
create trigger _900_audit after update of status or delete on sales.ticket_instances
  for each row execute function core.tg__audit('ticket_instance', 'code', 'qr_token');

-- sql/60_sales/4_api/create_order.sql
create or replace function public.create_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  idempotency_key text default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_order(
    create_order.event_id,
    create_order.items,
    create_order.email,
    create_order.purchaser_name,
    create_order.language,
    create_order.idempotency_key,
    create_order.return_url
  )
$$;
revoke all on function public.create_order(uuid, jsonb, text, text, text, text, text) from public;
grant execute on function public.create_order(uuid, jsonb, text, text, text, text, text)
  to anon, authenticated;
comment on function public.create_order(uuid, jsonb, text, text, text, text, text) is
  'Places an order, as a guest or signed in. items: [{ticket_type_id, quantity}]. language: nl or en. Send an idempotency_key so that a repeat is no second order. Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount, currency}, amounts in cents; keep public_token, it shows the order to its guest. A free order is paid at once; for another one get the checkout_url from POST /functions/v1/create-payment, or use create-order-public, which does both. Errors: missing_field, invalid_field, invalid_email, invalid_quantity, duplicate_line, too_many_lines, event_not_found, event_is_over, org_suspended, ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum, quantity_above_maximum, sold_out, amount_too_large, idempotency_key_reused, try_again.';

-- sql/60_sales/4_api/get_order.sql
create or replace function public.get_order(public_token text default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.get_order(get_order.public_token)
$$;
revoke all on function public.get_order(text) from public;
grant execute on function public.get_order(text) to anon, authenticated;
comment on function public.get_order(text) is
  'An order for whoever holds its public_token: its data, event, items, checkout_url while it can be paid, and tickets once it is paid. Amounts in cents. Errors: missing_field, order_not_found.';

-- sql/60_sales/4_api/my_orders.sql
create or replace function public.my_orders()
  returns table (
    org_id uuid,
    id uuid,
    event_id uuid,
    order_number text,
    email text,
    purchaser_name text,
    language text,
    status sales.order_status,
    subtotal_amount integer,
    vat_amount integer,
    total_amount integer,
    currency text,
    expires_at timestamptz,
    paid_at timestamptz,
    created_at timestamptz
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select
    o.org_id,
    o.id,
    o.event_id,
    o.order_number,
    o.email,
    o.purchaser_name,
    o.language,
    o.status,
    o.subtotal_amount,
    o.vat_amount,
    o.total_amount,
    o.currency,
    o.expires_at,
    o.paid_at,
    o.created_at
  from sales.my_orders() as o
$$;
revoke all on function public.my_orders() from public;
grant execute on function public.my_orders() to authenticated;
comment on function public.my_orders() is
  'The orders that the signed-in user placed, newest first. Amounts in cents. Errors: sign_in_required.';

-- sql/60_sales/4_api/order_items.sql
create or replace view public.order_items
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.order_id,
  i.line,
  i.ticket_type_id,
  i.name,
  i.quantity,
  i.unit_amount,
  i.total_amount,
  i.vat_rate,
  i.vat_amount
from sales.order_items as i;
revoke all on public.order_items from anon, authenticated, service_role;
grant select on public.order_items to authenticated;
comment on view public.order_items is 'Lines of orders, for staff with orders.read. Amounts in cents, VAT included; vat_rate in basis points.';

-- sql/60_sales/4_api/orders.sql
create or replace view public.orders
with (security_invoker = true) as
select
  o.org_id,
  o.id,
  o.event_id,
  o.order_number,
  o.user_id,
  o.email,
  o.purchaser_name,
  o.language,
  o.status,
  o.subtotal_amount,
  o.vat_amount,
  o.total_amount,
  o.currency,
  o.idempotency_key,
  o.checkout_session_id,
  o.expires_at,
  o.paid_at,
  o.failed_at,
  o.cancelled_at,
  o.expired_at,
  o.overbooked_at,
  o.refunded_at,
  o.created_at,
  o.updated_at
from sales.orders as o;
revoke all on public.orders from anon, authenticated, service_role;
grant select on public.orders to authenticated;
comment on view public.orders is 'Orders, for staff with orders.read. Amounts in cents, VAT included.';
comment on column public.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';

-- sql/60_sales/4_api/promise_capacity.sql
-- No pool sells above its limit, and none loses a place: capacity = left in its lanes + claimed.
-- And an order claims capacity exactly while it is pending or its tickets live.
create or replace view sales.promise_capacity as
select p.org_id, p.id as subject, 'capacity is not what is left plus what is claimed' as problem
from events.capacity_pools as p
where p.capacity <> (
  select coalesce(sum(l.remaining), 0)
  from events.capacity_lanes as l
  where l.org_id = p.org_id and l.pool_id = p.id
) + (
  select coalesce(sum(c.quantity), 0)
  from sales.capacity_claims as c
  where c.org_id = p.org_id and c.pool_id = p.id
)
union all
select o.org_id, o.id, 'an order that is over holds capacity'
from sales.orders as o
where o.status in ('failed', 'cancelled', 'expired', 'overbooked')
  and exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  )
union all
select o.org_id, o.id, 'a live order holds no capacity'
from sales.orders as o
where o.status in ('pending', 'paid')
  and not exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  );
revoke all on sales.promise_capacity from anon, authenticated, service_role;
comment on view sales.promise_capacity is 'Pools that do not add up, and orders that hold too much or nothing.';

insert into core.promises (promise, view, description)
values ('no_seat_is_sold_twice', 'sales.promise_capacity',
  'A ticket type never sells above its limit, and no place is lost.');

-- sql/60_sales/4_api/promise_orders.sql
-- What was paid was issued, once, and nothing else was: a paid order has exactly its tickets and
-- its money; an order that is not paid has neither valid tickets nor money that stays.
create or replace view sales.promise_orders as
select o.org_id, o.id as order_id, 'a paid order has not exactly its tickets' as problem
from sales.orders as o
where o.status in ('paid', 'partially_refunded')
  and (
    select sum(i.quantity)
    from sales.order_items as i
    where i.org_id = o.org_id and i.order_id = o.id
  ) <> (
    select count(*)
    from sales.ticket_instances as t
    where t.org_id = o.org_id
      and t.order_id = o.id
      and (t.void_reason is null or t.void_reason = 'cancelled')
  )
union all
select o.org_id, o.id, 'an order without payment has valid tickets'
from sales.orders as o
where o.status not in ('paid', 'partially_refunded')
  and exists (
    select 1
    from sales.ticket_instances as t
    where t.org_id = o.org_id and t.order_id = o.id and t.status in ('valid', 'used')
  )
union all
select o.org_id, o.id, 'a paid order has less money than it cost'
from sales.orders as o
where o.status = 'paid' and payments.amount_kept(o.org_id, o.id) < o.total_amount
union all
select o.org_id, o.id, 'money of an order that is not paid stays with us'
from sales.orders as o
join payments.payments as p on p.org_id = o.org_id and p.payable_id = o.id
where o.status in ('pending', 'failed', 'cancelled', 'expired', 'overbooked')
  and p.amount_captured > p.amount_refunded + p.amount_refunding
  and not exists (
    -- A refund that failed waits for a person.
    select 1
    from payments.payment_reviews as v
    where v.org_id = p.org_id and v.payment_id = p.id and v.resolved_at is null
  );
revoke all on sales.promise_orders from anon, authenticated, service_role;
comment on view sales.promise_orders is 'Orders whose tickets and money do not fit their status.';

insert into core.promises (promise, view, description)
values ('paid_is_issued_once', 'sales.promise_orders',
  'A paid order has its tickets and its money; another one has neither.');

-- sql/60_sales/4_api/resend_tickets.sql
create or replace function public.resend_tickets(
  order_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.resend_tickets(resend_tickets.order_id, resend_tickets.public_token)
$$;
revoke all on function public.resend_tickets(uuid, text) from public;
grant execute on function public.resend_tickets(uuid, text) to anon, authenticated;
comment on function public.resend_tickets(uuid, text) is
  'Mails the tickets of a paid order again to its buyer: with the public_token, or with the order_id for staff with tickets.resend. Returns {order_id, status}. Errors: missing_field, order_not_found, not_found, not_allowed, sign_in_required, order_has_no_tickets, rate_limited.';

-- sql/60_sales/4_api/ticket_instances.sql
create or replace view public.ticket_instances
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.order_id,
  t.order_item_id,
  t.event_id,
  t.ticket_type_id,
  t.status,
  t.void_reason,
  t.used_at,
  t.refunded_at,
  t.voided_at,
  t.created_at,
  t.updated_at
from sales.ticket_instances as t;
revoke all on public.ticket_instances from anon, authenticated, service_role;
grant select on public.ticket_instances to authenticated;
comment on view public.ticket_instances is 'Tickets of paid orders, for staff with orders.read. Codes are shown to their holders only.';

-- sql/60_sales/4_api/validate_checkout_capacity.sql
create or replace function public.validate_checkout_capacity(
  event_id uuid default null,
  items jsonb default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.validate_checkout_capacity(
    validate_checkout_capacity.event_id, validate_checkout_capacity.items)
$$;
revoke all on function public.validate_checkout_capacity(uuid, jsonb) from public;
grant execute on function public.validate_checkout_capacity(uuid, jsonb) to anon, authenticated;
comment on function public.validate_checkout_capacity(uuid, jsonb) is
  'Whether a cart could be ordered now, without ordering it; promises nothing. Returns {ok, subtotal_amount, currency}, amounts in cents. Errors: those of create_order.';

reset check_function_bodies;
