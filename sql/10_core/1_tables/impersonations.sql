-- requires: settings
--
-- Who acts in somebody else's name: an administrator of the platform, with a token of their own
-- making whose claim `impersonation` names this row. Written by the room platform; read with every
-- request that brings such a token, so that ending one counts at once.

create table core.impersonations (
  id uuid not null default core.new_id(),
  admin_id uuid not null,
  user_id uuid not null,
  reason text not null,
  can_write boolean not null default false,
  started_at timestamptz not null default core.clock(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint impersonations_pkey primary key (id),
  constraint reason_has_1_to_500_characters check (length(btrim(reason)) between 1 and 500),
  constraint nobody_impersonates_themselves check (admin_id <> user_id),
  constraint it_expires_after_it_starts check (expires_at > started_at),
  constraint it_ends_after_it_starts check (ended_at >= started_at)
);
create index impersonations_user_idx on core.impersonations (user_id, id);
create index impersonations_admin_idx on core.impersonations (admin_id, id);
alter table core.impersonations enable row level security;
comment on table core.impersonations is
  'Who acted in whose name, why, and until when. Accounts may be gone by now.';
comment on column core.impersonations.can_write is
  'Whether anything could be changed; otherwise every request is a read-only transaction.';
comment on column core.impersonations.ended_at is
  'When it was ended by hand; null: it lasts, or lasted, until expires_at.';

insert into core.settings (key, value, minimum, maximum, description) values
  ('core.impersonation_minutes', '15', 1, 240,
   'How long the token of an administrator who acts in somebody else''s name is good for.');
