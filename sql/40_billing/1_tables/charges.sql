-- requires: subscriptions
--
-- Every bill that the platform asks of an org; its payable has the same id, and is always paid on
-- the platform's own account. What a charge is paid with are the payments of its payable. Machine
-- `charge`.
--
-- Money for a charge that was paid already, or withdrawn, goes back by itself.
--
-- `credit_amount` is what the platform owed the org back of its fees when the charge was made; it
-- is not in `amount`, which is what is paid. The books have it from the first payment on
-- (`credited_at`); until then the charge holds it, so that no other is reduced by the same credit.

create table billing.charges (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  kind billing.charge_kind not null,
  purpose billing.charge_purpose,
  status billing.charge_status not null default 'pending',
  description text not null,
  subscription_id uuid,
  plan billing.plan,
  event_id uuid,
  amount integer not null,
  credit_amount integer not null default 0,
  vat_amount integer not null
    generated always as (core.included_vat(amount, vat_basis_points)) stored,
  vat_basis_points integer not null,
  currency text not null,
  period_start timestamptz,
  period_end timestamptz,
  return_url text,
  public_token_hash bytea not null,
  retries smallint not null default 0,
  retry_at timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  withdrawn_at timestamptz,
  credited_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint charges_pkey primary key (org_id, id),
  constraint charges_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint charges_payable_fkey foreign key (org_id, id)
    references payments.payables (org_id, id),
  constraint charges_subscription_fkey foreign key (org_id, subscription_id)
    references billing.subscriptions (org_id, id),
  constraint charges_plan_fkey foreign key (plan) references billing.plans (plan),
  constraint charge_token_is_unique unique (public_token_hash),
  constraint amount_is_not_negative check (amount >= 0),
  constraint credit_is_not_negative check (credit_amount >= 0),
  constraint something_is_asked check (amount + credit_amount > 0),
  constraint subscriptions_are_paid_for check (kind <> 'SUBSCRIPTION' or amount > 0),
  constraint only_credit_is_settled check (credited_at is null or credit_amount > 0),
  constraint what_is_paid_settled_its_credit
    check (status <> 'paid' or credit_amount = 0 or credited_at is not null),
  constraint vat_is_up_to_100_percent check (vat_basis_points between 0 and 10000),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint description_is_up_to_200_characters check (length(description) between 1 and 200),
  constraint period_ends_after_it_starts check (period_end > period_start),
  constraint only_subscriptions_have_a_purpose
    check ((kind = 'SUBSCRIPTION') = (purpose is not null and subscription_id is not null)),
  constraint what_is_paid_per_event_names_it check (kind <> 'PAY_PER_EVENT' or event_id is not null),
  constraint renewals_have_a_period
    check (purpose is distinct from 'renewal' or (period_start is not null and period_end is not null)),
  constraint only_what_failed_is_retried check (retry_at is null or status = 'failed'),
  constraint paid_at_is_set_iff_paid check ((status = 'paid') = (paid_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint withdrawn_at_is_set_iff_withdrawn
    check ((status = 'withdrawn') = (withdrawn_at is not null))
);
-- Nothing is asked twice: a period of a subscription, an event, a change of the plan.
create unique index charges_period_key on billing.charges (org_id, subscription_id, period_start)
  where purpose = 'renewal' and status <> 'withdrawn';
create unique index charges_event_key on billing.charges (org_id, event_id)
  where kind = 'PAY_PER_EVENT' and status <> 'withdrawn';
create unique index charges_overage_key on billing.charges (org_id, period_start, event_id)
  nulls not distinct where kind = 'OVERAGE' and status <> 'withdrawn';
create unique index charges_one_change_key on billing.charges (org_id, subscription_id)
  where purpose in ('first', 'change') and status in ('pending', 'failed');
create unique index charges_one_method_key on billing.charges (org_id, subscription_id)
  where purpose = 'method' and status in ('pending', 'failed');
create index charges_subscription_idx on billing.charges (org_id, subscription_id);
create index charges_plan_idx on billing.charges (plan);
create index charges_retry_at_idx on billing.charges (retry_at) where retry_at is not null;
create index charges_credit_idx on billing.charges (org_id)
  where credit_amount > 0 and status in ('pending', 'failed') and credited_at is null;
create index charges_created_idx on billing.charges (org_id, created_at, id);
create index charges_created_at_idx on billing.charges (created_at, id);
alter table billing.charges enable row level security;
comment on table billing.charges is
  'What the platform asks of an org. Amounts in cents, VAT included.';
comment on column billing.charges.credit_amount is
  'Fees owed back to the org by which it was reduced: asked is `amount`, after that.';
comment on column billing.charges.credited_at is 'When the books settled the credit.';
comment on column billing.charges.plan is 'The plan that it pays for.';
comment on column billing.charges.event_id is 'The event that it pays for, or whose overage it is.';
comment on column billing.charges.vat_amount is 'The VAT in the amount, rounded half up.';
comment on column billing.charges.public_token_hash is
  'SHA-256 of the secret by which it can be paid.';
comment on column billing.charges.retries is
  'How often it was collected again from the way of paying that is known, after it failed.';
comment on column billing.charges.retry_at is 'When it is collected again.';
