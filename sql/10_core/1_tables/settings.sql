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
