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
