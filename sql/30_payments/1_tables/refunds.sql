-- requires: payments
--
-- Money that goes back. The row is committed before the provider is called, its id is the
-- idempotency key there. Machine `refund`.

create table payments.refunds (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  payment_id uuid not null,
  mollie_refund_id text,
  amount integer not null,
  currency text not null default 'EUR',
  status payments.refund_status not null default 'pending',
  reason text,
  internal_note text,
  idempotency_key uuid not null,
  created_by uuid,
  actor_type core.actor_type not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  refunded_at timestamptz,
  constraint refunds_pkey primary key (org_id, id),
  constraint refunds_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint refunds_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint refunds_created_by_fkey foreign key (created_by) references auth.users (id),
  constraint refunds_id_is_unique unique (id),
  constraint mollie_refund_id_is_unique unique (mollie_refund_id),
  constraint idempotency_key_is_unique unique (org_id, idempotency_key),
  constraint refund_amount_positive check (amount > 0),
  constraint only_the_system_has_no_creator check (created_by is not null or actor_type = 'system'),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create index refunds_payment_idx on payments.refunds (org_id, payment_id);
create index refunds_payable_idx on payments.refunds (org_id, payable_id);
create index refunds_created_by_idx on payments.refunds (created_by);
alter table payments.refunds enable row level security;
comment on table payments.refunds is 'Refunds. Amounts in cents.';
comment on column payments.refunds.created_by is 'The user who decided; null when the system did.';
