-- requires: payments
--
-- Money that a person must look at: it arrived, but not as agreed, or could not go back. What was
-- decided stays.

create table payments.payment_reviews (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  reason text not null,
  data jsonb not null,
  is_for_platform boolean not null default false,
  created_at timestamptz not null default core.clock(),
  resolved_at timestamptz,
  resolved_by uuid,
  resolution text,
  note text,
  constraint payment_reviews_pkey primary key (org_id, id),
  constraint payment_reviews_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint payment_reviews_resolved_by_fkey foreign key (resolved_by) references auth.users (id),
  constraint reason_is_known check (reason in (
    'wrong_amount', 'wrong_currency', 'wrong_mode', 'wrong_profile', 'refund_failed',
    'refund_by_hand', 'refund_excess')),
  constraint resolution_is_known check (resolution in ('accepted', 'refunded', 'assigned')),
  constraint only_what_is_resolved_says_how
    check (resolved_at is not null or (resolution is null and resolved_by is null)),
  constraint note_is_up_to_2000_characters check (length(note) <= 2000)
);
create index payment_reviews_payment_idx on payments.payment_reviews (org_id, payment_id);
create index payment_reviews_resolved_by_idx on payments.payment_reviews (resolved_by)
  where resolved_by is not null;
-- What is wrong with a payment is asked once, however often the provider says it.
create unique index payment_reviews_one_question_key
  on payments.payment_reviews (org_id, payment_id, reason)
  where resolved_at is null and reason like 'wrong%';
create index payment_reviews_platform_idx on payments.payment_reviews (org_id)
  where is_for_platform and resolved_at is null;
alter table payments.payment_reviews enable row level security;
comment on table payments.payment_reviews is 'Payments that wait for a person''s decision.';
comment on column payments.payment_reviews.is_for_platform is
  'Whether the org paid it to the platform, whose administrators decide; the org does not see it.';
comment on column payments.payment_reviews.resolution is
  'What was decided: accepted as it is, refunded, or assigned to another order.';
