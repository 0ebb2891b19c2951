-- Room platform: the administration of the whole installation, across orgs. Only platform admins
-- come in. It stands above all other rooms, and none of them knows it.

create schema platform;
comment on schema platform is
  'Administration across orgs: organisations, support, health, fraud, configuration.';
grant usage on schema platform to authenticated, service_role;
