-- requires: events
--
-- What the platform agreed to ask of one event instead of what the plan of its org says: by
-- platform admins, with a reason. Stands beside the event, so that only its org reads it.

create table events.fee_overrides (
  org_id uuid not null,
  event_id uuid not null,
  platform_fee_override integer,
  overage_fee_override integer,
  fee_override_reason text not null,
  fee_override_set_by uuid,
  fee_override_set_at timestamptz not null default core.clock(),
  constraint fee_overrides_pkey primary key (org_id, event_id),
  constraint fee_overrides_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint fee_overrides_set_by_fkey foreign key (fee_override_set_by)
    references auth.users (id) on delete set null,
  constraint something_is_overridden
    check (num_nonnulls(platform_fee_override, overage_fee_override) > 0),
  constraint platform_fee_is_up_to_10_percent check (platform_fee_override between 0 and 1000),
  constraint overage_fee_is_up_to_1_euro check (overage_fee_override between 0 and 100),
  constraint reason_is_1_to_500_characters
    check (length(btrim(fee_override_reason)) between 1 and 500)
);
create index fee_overrides_set_by_idx on events.fee_overrides (fee_override_set_by);
alter table events.fee_overrides enable row level security;
comment on table events.fee_overrides is 'Fees of the platform that were agreed for one event.';
comment on column events.fee_overrides.platform_fee_override is 'Basis points; null: by the plan.';
comment on column events.fee_overrides.overage_fee_override is
  'Cents per ticket above the plan''s limit; null: by the plan.';
