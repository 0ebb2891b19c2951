-- requires: payables, mollie_connections
--
-- One attempt to pay a payable at the provider. The row is committed before the provider is called
-- and its id is the idempotency key there, so a crash in between makes no second payment. Machine
-- `payment`. At most one attempt of a payable is open.
--
-- Money that came past the provider (provider `manual`: a bank transfer, cash) is a row too,
-- written as paid by the member of staff who says so. The provider is never asked about it, nor
-- told.

create table payments.payments (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  provider text not null default 'mollie',
  provider_payment_id text,
  reference text,
  recorded_by uuid,
  connection_id uuid,
  status payments.payment_status not null default 'created',
  amount integer not null,
  currency text not null,
  mode text,
  provider_profile_id text,
  provider_created_at timestamptz,
  method text,
  checkout_url text,
  return_url text,
  has_settled boolean not null default false,
  amount_captured integer not null default 0,
  amount_refunding integer not null default 0,
  amount_refunded integer not null default 0,
  amount_charged_back integer not null default 0,
  amount_excess integer not null default 0,
  application_fee_amount integer not null default 0,
  application_fee_basis_points integer,
  expires_at timestamptz,
  check_at timestamptz,
  check_requested_at timestamptz,
  checked_at timestamptz,
  paid_at timestamptz,
  canceled_at timestamptz,
  expired_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint payments_pkey primary key (org_id, id),
  constraint payments_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint payments_recorded_by_fkey foreign key (recorded_by) references auth.users (id),
  constraint payments_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id),
  constraint payments_id_is_unique unique (id),
  constraint provider_payment_id_is_unique unique (provider, provider_payment_id),
  constraint provider_is_known check (provider in ('mollie', 'manual')),
  constraint mode_is_test_or_live check (mode in ('test', 'live')),
  constraint amount_is_positive check (amount > 0),
  constraint captured_is_all_or_nothing check (amount_captured in (0, amount)),
  constraint refunded_and_refunding_fit_in_captured
    check (amount_refunding >= 0 and amount_refunded >= 0
      and amount_refunding + amount_refunded <= amount_captured),
  constraint charged_back_is_not_negative check (amount_charged_back >= 0),
  constraint only_captured_money_settles check (not has_settled or amount_captured > 0),
  constraint only_paid_is_charged_back check (amount_charged_back = 0 or status = 'paid'),
  constraint excess_is_not_negative check (amount_excess >= 0),
  constraint only_paid_is_captured check (amount_captured = 0 or status = 'paid'),
  constraint paid_at_is_set_iff_paid check ((status = 'paid') = (paid_at is not null)),
  constraint canceled_at_is_set_iff_canceled check ((status = 'canceled') = (canceled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint provider_knows_what_is_open check (
    provider = 'manual'
    or status not in ('open', 'pending', 'authorized', 'paid')
    or provider_payment_id is not null),
  constraint manual_money_is_no_business_of_the_provider check (
    provider <> 'manual'
    or (status in ('created', 'paid') and provider_payment_id is null and check_at is null)),
  constraint manual_money_is_recorded_by_somebody check (
    (provider = 'manual') = (recorded_by is not null)
    and (provider = 'manual') = (reference is not null)),
  constraint manual_method_is_known
    check (provider <> 'manual' or coalesce(method, '') in ('bank', 'cash', 'card')),
  constraint application_fee_fits check (application_fee_amount between 0 and amount),
  constraint only_connected_accounts_pay_a_fee check (
    (application_fee_basis_points is null or connection_id is not null)
    and (application_fee_amount = 0 or application_fee_basis_points is not null)),
  constraint manual_money_is_in_no_account check (provider <> 'manual' or connection_id is null),
  constraint reference_is_1_to_200_characters check (length(btrim(reference)) between 1 and 200)
);
create unique index payments_one_open_attempt_idx on payments.payments (org_id, payable_id)
  where status in ('created', 'open', 'pending', 'authorized');
create unique index payments_one_settles_idx on payments.payments (org_id, payable_id)
  where has_settled;
create index payments_payable_idx on payments.payments (org_id, payable_id);
create index payments_connection_idx on payments.payments (org_id, connection_id)
  where connection_id is not null;
create index payments_recorded_by_idx on payments.payments (recorded_by)
  where recorded_by is not null;
create index payments_provider_created_at_idx on payments.payments (provider_created_at)
  where provider_created_at is not null;
create index payments_failed_at_idx on payments.payments (failed_at) where failed_at is not null;
create index payments_check_at_idx on payments.payments (check_at) where check_at is not null;
alter table payments.payments enable row level security;
comment on table payments.payments is
  'Attempts to pay, and money that came past the provider. Amounts in cents.';
comment on column payments.payments.payable_id is 'What is paid for: the id of the order or reservation.';
comment on column payments.payments.has_settled is
  'Whether what it pays for was given for it: of several payments that came in, one.';
comment on column payments.payments.amount_charged_back is
  'What the customer''s bank took back and has not returned. It may be money that went back already, so it is in no sum with the others.';
comment on column payments.payments.reference is
  'Of money that came past the provider: what the bank statement or the receipt says.';
comment on column payments.payments.connection_id is
  'The connected account that it is made on; null: the platform''s own.';
comment on column payments.payments.application_fee_amount is
  'What of it the platform takes when it is paid, as agreed when the attempt was made.';
comment on column payments.payments.application_fee_basis_points is
  'The rate of that fee; the amount may be less where the provider allows no more.';
comment on column payments.payments.recorded_by is
  'Of money that came past the provider: the user who recorded it.';
comment on column payments.payments.provider_profile_id is
  'The website profile at the provider that it was made in; money of another one is not agreed.';
comment on column payments.payments.provider_created_at is
  'When it was made, by the provider''s clock: the order of the provider''s lists.';
comment on column payments.payments.amount_excess is
  'What refunds at the provider come to beyond what was captured, together with ours: a person must look.';
comment on column payments.payments.check_at is 'When to ask the provider, if it has not spoken by then.';
comment on column payments.payments.checked_at is 'When the provider''s own answer was last seen.';
comment on column payments.payments.return_url is 'Where the client app wants its customer back.';
