-- What platform.orgs_list() leaves of all orgs.
create type platform.org_filters as (
  words text,
  is_suspended boolean,
  onboarding text,
  created_from timestamptz,
  created_to timestamptz,
  plan billing.plan,
  subscription_status text
);
comment on type platform.org_filters is 'Which orgs an administrator wants to see; null: any.';
