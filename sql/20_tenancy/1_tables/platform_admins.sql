-- Who administers the platform itself. Never a role in an org: what they do is not the org's doing.
-- Written with tenancy.grant_platform_admin() by operators who have the database.

create table tenancy.platform_admins (
  user_id uuid not null,
  created_at timestamptz not null default core.clock(),
  constraint platform_admins_pkey primary key (user_id),
  constraint platform_admins_user_id_fkey foreign key (user_id)
    references auth.users (id) on delete cascade
);
alter table tenancy.platform_admins enable row level security;
comment on table tenancy.platform_admins is 'Users who administer the platform.';
