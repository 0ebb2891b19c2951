-- Room core: what every other room is built with. It knows nothing of orgs, events or money.

create schema core;
comment on schema core is
  'Clock, ids, errors, transitions, settings, audit log, outbox, sweeps, rate limits, idempotency.';
grant usage on schema core to anon, authenticated, service_role;

create type core.actor_type as enum ('operator', 'guest', 'system', 'assistant');
comment on type core.actor_type is
  'Who acted: staff of an org, a buyer or visitor, the system itself, or an assistant for staff.';
