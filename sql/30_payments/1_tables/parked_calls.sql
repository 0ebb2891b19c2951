-- requires: mollie_connections
--
-- What was to be done at the provider, or fetched from it, while the connection that it needs was
-- lost: messages that left the outbox, and payments that the provider told of. They go back into
-- the outbox, in their order, as soon as the connection works again.

create table payments.parked_calls (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  connection_id uuid not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  payload_hash bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint parked_calls_pkey primary key (org_id, id),
  constraint parked_calls_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id),
  constraint payload_hash_is_sha256 check (octet_length(payload_hash) = 32),
  constraint call_is_parked_once unique (org_id, connection_id, topic, payload_hash)
);
alter table payments.parked_calls enable row level security;
comment on table payments.parked_calls is
  'Calls to the payment provider that wait for a lost connection.';
