-- A terminal is a login for devices at the door, without an account: whoever has its code scans for
-- the events it is assigned. Only a keyed hash of the code is stored. Functions write all of it.

create table door.terminals (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  name text not null,
  code_hash bytea,
  is_active boolean not null default true,
  expires_at timestamptz not null,
  last_login_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint terminals_pkey primary key (org_id, id),
  constraint terminals_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint terminals_created_by_fkey foreign key (created_by) references auth.users (id)
    on delete set null,
  constraint terminals_id_is_unique unique (id),
  constraint code_hash_is_unique unique (code_hash),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint code_is_gone_iff_deleted check ((code_hash is null) = (deleted_at is not null)),
  constraint deleted_terminal_is_not_active check (deleted_at is null or not is_active)
);
create index terminals_created_by_idx on door.terminals (created_by);
alter table door.terminals enable row level security;
comment on table door.terminals is 'Logins for devices at the door.';
comment on column door.terminals.code_hash is
  'HMAC of its code with a key of the database: a code of six characters has too few for a plain hash.';
comment on column door.terminals.expires_at is 'Until when its code opens a session.';

create table door.terminal_events (
  org_id uuid not null,
  terminal_id uuid not null,
  event_id uuid not null,
  created_at timestamptz not null default core.clock(),
  constraint terminal_events_pkey primary key (org_id, terminal_id, event_id),
  constraint terminal_events_terminal_fkey foreign key (org_id, terminal_id)
    references door.terminals (org_id, id),
  constraint terminal_events_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id)
);
create index terminal_events_event_idx on door.terminal_events (org_id, event_id);
alter table door.terminal_events enable row level security;
comment on table door.terminal_events is 'The events that each terminal scans for.';

insert into core.secrets (name, value)
values ('terminal_code', extensions.gen_random_bytes(32));
