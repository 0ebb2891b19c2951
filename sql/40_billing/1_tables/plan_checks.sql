-- Who knows what stands in the way of a plan. A room above registers a check, so that billing never
-- needs to know events. Signature:
--   function  (org_id uuid, plan billing.plan) returns jsonb: [{limit, used, max, reason}], with
--             `reason` a sentence without its full stop; empty where nothing stands in the way

create table billing.plan_checks (
  name text not null,
  function text not null,
  position smallint not null,
  description text not null,
  constraint plan_checks_pkey primary key (name),
  constraint check_position_is_unique unique (position),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table billing.plan_checks enable row level security;
comment on table billing.plan_checks is 'Who knows what stands in the way of a plan.';
