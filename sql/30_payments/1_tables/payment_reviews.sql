-- requires: payments
--
-- Money that a person must look at: it arrived, but not as agreed, or could not go back.

create table payments.payment_reviews (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  reason text not null,
  data jsonb not null,
  created_at timestamptz not null default core.clock(),
  resolved_at timestamptz,
  constraint payment_reviews_pkey primary key (org_id, id),
  constraint payment_reviews_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint reason_is_known check (reason in
    ('wrong_amount', 'wrong_currency', 'wrong_mode', 'refund_failed', 'refund_by_hand'))
);
create index payment_reviews_payment_idx on payments.payment_reviews (org_id, payment_id);
alter table payments.payment_reviews enable row level security;
comment on table payments.payment_reviews is 'Payments that wait for a person''s decision.';
