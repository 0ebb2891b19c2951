-- One row per order. Written by create_order, settle_order, release_order and their like only.
-- Its id is the id of its payable. Machine `order`.
--
-- A change of a ticket that may cost something (a swap, a deferral, a transfer with a fee) is an
-- order of its own, so that it is held, paid, expires and is accounted for as any other. What it
-- changes stands in change_ticket_id. The new place is charged in full, and what was paid for the
-- old one is credited: credit_amount, of the order credit_order_id.

create table sales.orders (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  purpose sales.order_purpose not null default 'sale',
  order_number text not null,
  user_id uuid,
  email text not null,
  purchaser_name text,
  language text not null,
  status sales.order_status not null default 'pending',
  settlement sales.settlement not null default 'provider',
  subtotal_amount integer not null,
  discount_amount integer not null default 0,
  service_fee_amount integer not null default 0,
  service_fee_vat_amount integer not null default 0,
  service_fee_rule jsonb,
  platform_fee_basis_points integer,
  credit_amount integer not null default 0,
  credit_vat_amount integer not null default 0,
  credit_order_id uuid,
  change_ticket_id uuid,
  vat_amount integer not null,
  total_amount integer not null,
  currency text not null,
  promo_code_id uuid,
  promo_uses integer not null default 0,
  terms_version integer,
  note text,
  idempotency_key text,
  checkout_session_id uuid,
  public_token_hash bytea not null,
  return_url text,
  expires_at timestamptz,
  release_at timestamptz,
  paid_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  expired_at timestamptz,
  overbooked_at timestamptz,
  refunded_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint orders_pkey primary key (org_id, id),
  constraint orders_payable_fkey foreign key (org_id, id) references payments.payables (org_id, id),
  constraint orders_event_fkey foreign key (org_id, event_id) references events.events (org_id, id),
  constraint orders_user_fkey foreign key (user_id) references auth.users (id) on delete set null,
  constraint orders_promo_code_fkey foreign key (org_id, promo_code_id)
    references events.promo_codes (org_id, id),
  constraint orders_checkout_session_fkey foreign key (org_id, checkout_session_id)
    references payments.payments (org_id, id),
  constraint orders_credit_order_fkey foreign key (org_id, credit_order_id)
    references sales.orders (org_id, id),
  constraint orders_id_is_unique unique (id),
  constraint order_number_is_unique_in_org unique (org_id, order_number),
  constraint public_token_is_unique unique (public_token_hash),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint amounts_are_not_negative
    check (
      least(
        subtotal_amount, discount_amount, total_amount, service_fee_vat_amount, credit_amount,
        credit_vat_amount
      ) >= 0
      and (vat_amount >= 0 or credit_vat_amount > 0)
      and discount_amount <= subtotal_amount
      and service_fee_vat_amount <= service_fee_amount
      and credit_vat_amount <= credit_amount
    ),
  constraint total_is_subtotal_less_discount_and_credit_and_fee
    check (total_amount = subtotal_amount - discount_amount - credit_amount + service_fee_amount),
  constraint only_a_new_place_has_a_credit
    check (
      (purpose in ('swap', 'deferral')) = (credit_order_id is not null)
      and credit_order_id is distinct from id
      and (credit_amount = 0 or credit_order_id is not null)
    ),
  constraint a_change_names_the_ticket_that_it_changes
    check ((purpose = 'sale') = (change_ticket_id is null)),
  constraint promo_uses_need_a_code check (promo_uses = 0 or promo_code_id is not null),
  constraint note_is_up_to_2000_characters check (length(note) <= 2000),
  constraint pending_order_has_a_deadline
    check (status <> 'pending' or (expires_at is not null and release_at is not null)),
  constraint paid_at_is_set_iff_it_was_settled
    check (
      (paid_at is not null)
      = (status in ('paid', 'partially_refunded') or (status = 'refunded' and overbooked_at is null))
    ),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled check ((status = 'cancelled') = (cancelled_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint overbooked_at_is_set_iff_it_was_overbooked
    check (
      (status = 'overbooked' and overbooked_at is not null)
      or status = 'refunded'
      or (status <> 'overbooked' and overbooked_at is null)
    ),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null))
);
create unique index orders_idempotency_key_idx on sales.orders (org_id, idempotency_key)
  where idempotency_key is not null;
-- For pages of the newest orders; what dashboards add up comes from the index alone.
create index orders_created_at_idx on sales.orders (org_id, created_at desc, id desc);
create index orders_event_idx on sales.orders (org_id, event_id, created_at desc, id desc)
  include (status, total_amount);
-- For search: addresses by how they begin, names by any part.
create index orders_email_idx on sales.orders (org_id, email text_pattern_ops);
create index orders_purchaser_name_idx on sales.orders
  using gin (org_id, purchaser_name extensions.gin_trgm_ops) with (gin_pending_list_limit = 512);
create index orders_user_idx on sales.orders (user_id) where user_id is not null;
create index orders_checkout_session_idx on sales.orders (org_id, checkout_session_id)
  where checkout_session_id is not null;
create index orders_promo_code_idx on sales.orders (org_id, promo_code_id)
  where promo_code_id is not null;
create index orders_credit_order_idx on sales.orders (org_id, credit_order_id)
  where credit_order_id is not null;
create index orders_change_ticket_idx on sales.orders (org_id, change_ticket_id)
  where change_ticket_id is not null;
-- A ticket has at most one change that waits for its payment.
create unique index orders_open_change_key on sales.orders (org_id, change_ticket_id)
  where status = 'pending' and change_ticket_id is not null;
create index orders_release_at_idx on sales.orders (release_at) where status = 'pending';
alter table sales.orders enable row level security;
comment on table sales.orders is 'Orders. Amounts in cents, VAT included.';
comment on column sales.orders.subtotal_amount is 'The sum of its lines before discount.';
comment on column sales.orders.service_fee_rule is
  'The fee as it stood when the order was placed: {rate, minimum, maximum, vat_rate}.';
comment on column sales.orders.platform_fee_basis_points is
  'The rate of the platform''s fee as it stood when the order was placed; null: there is none.';
comment on column sales.orders.credit_amount is
  'What was paid for the ticket that is replaced, as far as it pays for the new one.';
comment on column sales.orders.credit_vat_amount is 'The VAT inside credit_amount.';
comment on column sales.orders.credit_order_id is 'The order of the ticket that is replaced.';
comment on column sales.orders.change_ticket_id is 'The ticket that a change order changes.';
comment on column sales.orders.vat_amount is
  'The VAT inside total_amount: that of its lines and of the service fee, less that of the credit.';
comment on column sales.orders.terms_version is 'The version of the event''s terms that was accepted.';
comment on column sales.orders.note is 'By staff, for staff.';
comment on column sales.orders.checkout_session_id is 'The latest attempt to pay: an id of payments.';
comment on column sales.orders.public_token_hash is 'SHA-256 of the secret that shows the order to its guest.';
comment on column sales.orders.expires_at is 'Until when the places are promised to the buyer.';
comment on column sales.orders.release_at is 'When the sweep looks at it: at its deadline, later while the provider is being asked.';
