-- How often one subject may do one thing. `subject` says what is counted: a network address, a
-- user, a whole org, or a key that the caller names (an e-mail address, a token). A rule of orgs
-- may have no limit of its own: then it is counted for those orgs only that an override limits.

create table core.rate_limits (
  rule text not null,
  subject text not null,
  max_hits integer,
  window_seconds integer not null,
  knows_org boolean not null default false,
  has_overrides boolean not null default false,
  description text not null,
  constraint rate_limits_pkey primary key (rule),
  constraint subject_is_known check (subject in ('address', 'user', 'key', 'org')),
  constraint rules_of_orgs_know_the_org check (subject <> 'org' or knows_org),
  constraint only_rules_of_orgs_have_no_limit check (max_hits is not null or subject = 'org'),
  constraint only_rules_that_know_the_org_have_overrides check (knows_org or not has_overrides),
  constraint max_hits_is_positive check (max_hits > 0),
  constraint window_is_up_to_a_day check (window_seconds between 1 and 86400)
);
alter table core.rate_limits enable row level security;
comment on table core.rate_limits is
  'Limits per rule; platform admins and operators change them as settings.';
comment on column core.rate_limits.knows_org is
  'Whether it is counted where the org is known, and so can have overrides.';
comment on column core.rate_limits.has_overrides is
  'Kept by a trigger: without overrides nothing but this column is read for them.';

-- Another limit for the orgs of one class, or for one org, which counts more. What classes there
-- are says who registers them in core.org_classes; core knows them as names, and orgs as ids.
create table core.rate_limit_overrides (
  override_id bigint generated always as identity,
  rule text not null,
  class text,
  org_id uuid,
  max_hits integer not null,
  constraint rate_limit_overrides_pkey primary key (override_id),
  constraint rate_limit_overrides_rule_fkey foreign key (rule) references core.rate_limits (rule),
  constraint override_is_unique unique nulls not distinct (rule, class, org_id),
  constraint it_is_for_a_class_or_an_org check (num_nonnulls(class, org_id) = 1),
  constraint max_hits_is_positive check (max_hits > 0)
);
alter table core.rate_limit_overrides enable row level security;
comment on table core.rate_limit_overrides is 'Limits of a class of orgs, or of one org.';

-- Which class an org is of: what an upper room registered, such as its plan. `function` takes an
-- org's id and answers a text, null for none.
create table core.org_classes (
  name text not null,
  function text not null,
  constraint org_classes_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table core.org_classes enable row level security;
comment on table core.org_classes is 'How orgs are classed for limits; registered by upper rooms.';

-- Each backend counts in a slot of its own, so that requests of one busy address do not wait for
-- one another's commit. Unlogged: after a crash everybody starts at zero.
create unlogged table core.rate_counters (
  rule text not null,
  subject text not null,
  window_start timestamptz not null,
  slot smallint not null,
  hits integer not null,
  constraint rate_counters_pkey primary key (rule, subject, window_start, slot)
) with (fillfactor = 70);
create index rate_counters_window_start_idx on core.rate_counters (window_start);
alter table core.rate_counters enable row level security;
comment on table core.rate_counters is 'Hits per rule, subject and window.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('api_write', 'address', 1200, 60, 'Writing requests to /rest/v1 per address.'),
  ('api_write_user', 'user', 600, 60, 'Writing requests to /rest/v1 per signed-in user.'),
  ('create_order', 'address', 300, 60, 'Orders placed per address.'),
  ('create_payment', 'address', 300, 60, 'Payment attempts per address.'),
  ('create_refund', 'address', 300, 60, 'Refunds made through the worker per address.'),
  ('mollie_callback', 'address', 60, 60, 'Returns from the payment provider''s consent page per address.'),
  ('webhook', 'address', 6000, 60, 'Calls of the payment webhook per address.'),
  ('accept_invitation', 'user', 20, 3600, 'Invitation tokens tried per user.');

insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('connect_account', 'key', 60, 3600, true, 'Accounts connected or asked about per organisation.'),
  ('refresh_payouts', 'key', 20, 3600, true,
   'Times that an organisation has its payouts read at once.'),
  ('resend_tickets', 'key', 5, 3600, true, 'Times that the tickets of one order are sent again.'),
  ('invite_member', 'key', 100, 86400, true, 'Invitations sent per organisation.'),
  ('staff_calls', 'org', null, 60, true, 'Calls of staff that change something, per organisation.');
