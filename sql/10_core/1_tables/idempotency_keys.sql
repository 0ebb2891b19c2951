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
