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
