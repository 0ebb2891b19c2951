-- requires: payments
--
-- Money that goes back. The row is committed before the provider is called, its id is the
-- idempotency key there. Machine `refund`.
--
-- Provider `manual`: the provider cannot send it, so a person does, and records it. What somebody
-- sent back at the provider, past us, is a row too (`is_external`).

create table payments.refunds (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  payment_id uuid not null,
  provider text not null default 'mollie',
  is_external boolean not null default false,
  mollie_refund_id text,
  provider_created_at timestamptz,
  amount integer not null,
  currency text not null default 'EUR',
  status payments.refund_status not null default 'pending',
  reason text,
  internal_note text,
  idempotency_key uuid not null,
  created_by uuid,
  actor_type core.actor_type not null,
  metadata jsonb not null default '{}',
  reference text,
  recorded_by uuid,
  failure_reason text,
  retry_of uuid,
  send_at timestamptz,
  sent_at timestamptz,
  cancel_requested_at timestamptz,
  check_at timestamptz not null default core.clock() + interval '1 day',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  refunded_at timestamptz,
  failed_at timestamptz,
  canceled_at timestamptz,
  constraint refunds_pkey primary key (org_id, id),
  constraint refunds_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint refunds_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint refunds_created_by_fkey foreign key (created_by) references auth.users (id),
  constraint refunds_recorded_by_fkey foreign key (recorded_by) references auth.users (id),
  constraint refunds_retry_of_fkey foreign key (org_id, retry_of)
    references payments.refunds (org_id, id),
  constraint refunds_id_is_unique unique (id),
  constraint mollie_refund_id_is_unique unique (mollie_refund_id),
  constraint idempotency_key_is_unique unique (org_id, idempotency_key),
  constraint refund_amount_positive check (amount > 0),
  constraint only_staff_is_named check (
    created_by is not null or actor_type in ('system', 'guest')),
  constraint refund_provider_is_known check (provider in ('mollie', 'manual')),
  constraint provider_has_what_it_is_told check (
    (provider = 'manual') = (send_at is null)
    and (provider = 'mollie' or (mollie_refund_id is null and sent_at is null))),
  constraint external_refund_is_of_the_provider check (
    not is_external or (provider = 'mollie' and mollie_refund_id is not null)),
  constraint manual_refund_is_recorded_by_somebody check (
    (provider = 'manual' or recorded_by is null)
    and (recorded_by is not null or provider <> 'manual' or status <> 'refunded')
    and (recorded_by is not null) = (reference is not null)),
  constraint reference_is_1_to_200_characters check (length(btrim(reference)) between 1 and 200),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint canceled_at_is_set_iff_canceled check ((status = 'canceled') = (canceled_at is not null))
);
create index refunds_payment_idx on payments.refunds (org_id, payment_id);
create index refunds_payable_idx on payments.refunds (org_id, payable_id);
create index refunds_retry_of_idx on payments.refunds (org_id, retry_of)
  where retry_of is not null;
create index refunds_created_by_idx on payments.refunds (created_by) where created_by is not null;
create index refunds_recorded_by_idx on payments.refunds (recorded_by)
  where recorded_by is not null;
create index refunds_send_at_idx on payments.refunds (send_at)
  where sent_at is null and status = 'pending';
create index refunds_provider_created_at_idx on payments.refunds (provider_created_at)
  where provider_created_at is not null;
create index refunds_check_at_idx on payments.refunds (check_at)
  where status in ('pending', 'queued', 'processing') and sent_at is not null;
alter table payments.refunds enable row level security;
comment on table payments.refunds is 'Refunds. Amounts in cents.';
comment on column payments.refunds.created_by is
  'The user who decided; null when the system did, or a buyer without a login.';
comment on column payments.refunds.provider is
  'Who sends the money: the provider, or a person (manual), who records it.';
comment on column payments.refunds.is_external is 'Made at the provider, past this system.';
comment on column payments.refunds.reference is
  'Of a manual refund that was sent: what the bank statement or the receipt says.';
comment on column payments.refunds.failure_reason is 'What the provider said when it refused.';
comment on column payments.refunds.retry_of is
  'The refund that failed, of which this one is another try.';
comment on column payments.refunds.send_at is
  'When the provider is told. Later than created_at where an equal refund of the payment went just before: the provider would take it for a mistake.';
comment on column payments.refunds.sent_at is 'When the worker was sent to the provider.';
comment on column payments.refunds.check_at is
  'When to ask the provider, if it has not finished by then.';
comment on column payments.refunds.provider_created_at is
  'When it was made, by the provider''s clock: the order of the provider''s lists.';
