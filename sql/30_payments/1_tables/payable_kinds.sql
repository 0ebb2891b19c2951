-- What can be paid for, and whom to call. A room above registers one row per kind; payments calls
-- back, so that it never needs to know that room. Signatures:
--   start_function    (public_token text) returns jsonb: an attempt to pay what the token shows,
--                     as payments.start_payment() returns it; null when it shows nothing of its
--   settle_function   (org_id uuid, payable_id uuid) returns text: `settled`; `overbooked` or
--                     `surplus` when the money must go back
--   release_function  (org_id uuid, payable_id uuid, reason text) returns void: the last open
--                     attempt ended with status `reason` and nothing was paid
--   refund_ended_function (org_id uuid, payable_id uuid, refund_id uuid) returns void: a refund was
--                     completed, failed or was cancelled, as its row says by now
--   disputed_function (org_id uuid, payable_id uuid, chargeback_id uuid) returns void: a bank took
--                     money of a payment back, or returned it, as the chargeback says by now
--   book_function     (org_id uuid, payable_id uuid, refund_id uuid, out subject_id uuid, out lines
--                     ledger.line[]): what the books say of it. Without a refund what its whole
--                     amount was sold for, which comes to less than zero by that amount; of a
--                     refund what it takes back of that, which comes to the refund, null when it
--                     is for nothing in particular. The subject is what it is about (an event)
--   fee_function      (org_id uuid, payable_id uuid, out amount integer, out basis_points integer):
--                     what the platform's fee is reckoned on, in cents, and its rate; null for
--                     kinds of which it takes none
--   import_function   (provider jsonb) returns uuid: the attempt to which belongs a payment on the
--                     platform's own account that we did not make, since the provider collects by
--                     itself what was agreed; made at its first call, null when it is none of its
-- `is_for_platform`: the org pays the platform, so always on the platform's own account, whatever
-- account the org connected, and nobody of the org decides about its money.

create table payments.payable_kinds (
  kind text not null,
  start_function text not null,
  settle_function text not null,
  release_function text not null,
  refund_ended_function text not null,
  disputed_function text not null,
  book_function text not null,
  fee_function text,
  import_function text,
  is_for_platform boolean not null default false,
  description text not null,
  constraint payable_kinds_pkey primary key (kind),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint functions_have_their_full_names check (
    start_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and settle_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and release_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and refund_ended_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and disputed_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and book_function ~ '^[a-z_]+\.[a-z0-9_]+$'
    and coalesce(fee_function ~ '^[a-z_]+\.[a-z0-9_]+$', true)
    and coalesce(import_function ~ '^[a-z_]+\.[a-z0-9_]+$', true)
  ),
  constraint the_platform_takes_no_fee_of_itself
    check (not is_for_platform or fee_function is null)
);
alter table payments.payable_kinds enable row level security;
comment on table payments.payable_kinds is 'Kinds of payables and the functions that serve them.';
