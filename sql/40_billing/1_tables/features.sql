-- requires: plans
--
-- What a plan may leave out, as data: a feature is on or off in general (`is_on`), for a plan, or
-- for one org, and the nearest says so. While `billing.plans_required` is off no plan is asked. A
-- feature guards what is made with it: what was made while it was on goes on working. The functions
-- and triggers that ask are those that name it.

create table billing.features (
  feature text not null,
  position smallint not null,
  is_on boolean not null default true,
  description text not null,
  constraint features_pkey primary key (feature),
  constraint feature_position_is_unique unique (position),
  constraint feature_is_snake_case check (feature ~ '^[a-z][a-z_]*$')
);
alter table billing.features enable row level security;
comment on table billing.features is 'What can be switched on and off per plan and per org.';

create table billing.plan_features (
  plan billing.plan not null,
  feature text not null,
  is_on boolean not null,
  constraint plan_features_pkey primary key (plan, feature),
  constraint plan_features_plan_fkey foreign key (plan) references billing.plans (plan),
  constraint plan_features_feature_fkey foreign key (feature) references billing.features (feature)
);
create index plan_features_feature_idx on billing.plan_features (feature);
alter table billing.plan_features enable row level security;
comment on table billing.plan_features is 'Features that a plan has or lacks, whatever the default.';

create table billing.feature_overrides (
  org_id uuid not null,
  feature text not null,
  is_on boolean not null,
  reason text not null,
  created_at timestamptz not null default core.clock(),
  constraint feature_overrides_pkey primary key (org_id, feature),
  constraint feature_overrides_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint feature_overrides_feature_fkey foreign key (feature)
    references billing.features (feature)
);
create index feature_overrides_feature_idx on billing.feature_overrides (feature);
alter table billing.feature_overrides enable row level security;
comment on table billing.feature_overrides is 'Features that one org has or lacks, whatever its plan.';

insert into billing.features (feature, position, description) values
  ('waitlist', 1, 'Letting people wait for what is sold out.'),
  ('teams', 2, 'Teams and relays: ticket types for several people.'),
  ('promo_codes', 3, 'Promo codes.'),
  ('exports', 4, 'Exports of orders, participants and other data.'),
  ('scanner_terminals', 5, 'Logins for devices at the door.'),
  ('branding_removal', 6, 'Pages and mails without the name of the platform.'),
  ('mail_templates', 7, 'Mails in one''s own words.'),
  ('dining', 8, 'Restaurants: locations, tables and reservations.');

-- Limits may be set per plan.
insert into core.org_classes (name, function) values ('plan', 'billing.plan_class');
