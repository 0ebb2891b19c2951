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
