-- What a ticket above the limit of a plan costs. A room above registers a rule, so that this one
-- never needs to know events. Asked by position, the first that has an opinion wins; the last, the
-- plan, always has one. Signature:
--   function  (org_id uuid, event_id uuid) returns integer: cents per ticket, null for no opinion

create table billing.overage_rules (
  name text not null,
  function text not null,
  position smallint not null,
  description text not null,
  constraint overage_rules_pkey primary key (name),
  constraint rule_position_is_unique unique (position),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table billing.overage_rules enable row level security;
comment on table billing.overage_rules is 'Who knows what a ticket above the limit costs.';
