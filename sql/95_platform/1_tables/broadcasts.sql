-- A mail of the platform to everybody who owns an org. The sweep goes through the owners in the
-- order of their ids, some at a time, and keeps how far it is (`last_user_id`) in the same
-- transaction: so it goes on where it stopped, and everybody gets it once. Machine `broadcast`.

create type platform.broadcast_status as enum ('sending', 'completed', 'stopped');
comment on type platform.broadcast_status is 'How far a mail to all owners is.';

create table platform.broadcasts (
  id uuid not null default core.new_id(),
  texts jsonb not null,
  status platform.broadcast_status not null default 'sending',
  recipients integer not null,
  queued integer not null default 0,
  last_user_id uuid,
  created_by uuid,
  created_at timestamptz not null default core.clock(),
  completed_at timestamptz,
  stopped_at timestamptz,
  constraint broadcasts_pkey primary key (id),
  constraint broadcasts_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint counts_are_not_negative check (recipients >= 0 and queued >= 0),
  constraint completed_at_is_set_iff_completed
    check ((status = 'completed') = (completed_at is not null)),
  constraint stopped_at_is_set_iff_stopped check ((status = 'stopped') = (stopped_at is not null))
);
create index broadcasts_created_by_idx on platform.broadcasts (created_by);
create index broadcasts_sending_idx on platform.broadcasts (id) where status = 'sending';
alter table platform.broadcasts enable row level security;
comment on table platform.broadcasts is 'Mails of the platform to everybody who owns an org.';
comment on column platform.broadcasts.recipients is 'How many owners there were when it began.';
comment on column platform.broadcasts.queued is 'To how many it is on its way, or came.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('broadcast', 'key', 10, 86400, 'Mails of the platform to everybody who owns an organisation.');

insert into core.transitions (machine, from_state, to_state, description) values
  ('broadcast', 'new', 'sending', 'An administrator of the platform wrote it.'),
  ('broadcast', 'sending', 'completed', 'It is on its way to every owner.'),
  ('broadcast', 'sending', 'stopped', 'An administrator stopped it.');
