-- requires: orders
--
-- Who waits for places of a ticket type that is sold out, in the order in which they came. An entry
-- is served once: it gets one offer, and whatever becomes of that is its end. Machine
-- `waitlist_entry`.

create table sales.waitlist_entries (
  org_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  wave_id uuid,
  position integer not null,
  quantity integer not null,
  email text not null,
  name text,
  language text not null,
  user_id uuid,
  token_hash bytea not null,
  status sales.waitlist_entry_status not null default 'waiting',
  reason text,
  accepted_at timestamptz,
  declined_at timestamptz,
  expired_at timestamptz,
  left_at timestamptz,
  skipped_at timestamptz,
  removed_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint waitlist_entries_pkey primary key (org_id, id),
  constraint waitlist_entries_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint waitlist_entries_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint waitlist_entries_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint waitlist_entries_user_fkey foreign key (user_id)
    references auth.users (id) on delete set null,
  constraint waitlist_entries_id_is_unique unique (id),
  constraint position_is_unique_in_event unique (org_id, event_id, position),
  constraint waitlist_token_is_unique unique (token_hash),
  constraint position_is_positive check (position >= 1),
  constraint quantity_is_1_to_100 check (quantity between 1 and 100),
  constraint language_is_nl_or_en check (language in ('nl', 'en')),
  constraint reason_is_up_to_500_characters check (length(reason) <= 500),
  constraint skipped_and_removed_have_a_reason
    check (status not in ('skipped', 'removed') or reason is not null),
  constraint accepted_at_is_set_iff_accepted
    check ((status = 'accepted') = (accepted_at is not null)),
  constraint declined_at_is_set_iff_declined
    check ((status = 'declined') = (declined_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint left_at_is_set_iff_left check ((status = 'left') = (left_at is not null)),
  constraint skipped_at_is_set_iff_skipped check ((status = 'skipped') = (skipped_at is not null)),
  constraint removed_at_is_set_iff_removed check ((status = 'removed') = (removed_at is not null)),
  constraint closed_at_is_set_iff_closed check ((status = 'closed') = (closed_at is not null))
);
-- One address waits once for a ticket type. It also finds the ticket types with live entries.
create unique index waitlist_entries_live_key
  on sales.waitlist_entries (org_id, ticket_type_id, email)
  where status in ('waiting', 'offered');
create index waitlist_entries_waiting_idx
  on sales.waitlist_entries (org_id, ticket_type_id, position) include (quantity)
  where status = 'waiting';
create index waitlist_entries_ticket_type_idx
  on sales.waitlist_entries (org_id, ticket_type_id, position);
create index waitlist_entries_wave_idx on sales.waitlist_entries (org_id, wave_id)
  where wave_id is not null;
create index waitlist_entries_user_idx on sales.waitlist_entries (user_id)
  where user_id is not null;
alter table sales.waitlist_entries enable row level security;
comment on table sales.waitlist_entries is 'Who waits for places, and who did.';
comment on column sales.waitlist_entries.position is
  'Its place in the order of joining, over the whole event; never changed.';
comment on column sales.waitlist_entries.wave_id is 'The wave it waits for; null: any.';
comment on column sales.waitlist_entries.token_hash is
  'SHA-256 of the secret by which whoever waits reaches the entry.';
comment on column sales.waitlist_entries.reason is 'Why staff skipped or removed it.';

-- An open offer is itself the claim: while it is open it holds its quantity of every pool that its
-- ticket type draws on, and of its wave. The places of a price tier are not among them: an offer is
-- for a place, at the price of the moment at which it is taken. Machine `waitlist_offer`.
create table sales.waitlist_offers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  entry_id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  wave_id uuid,
  quantity integer not null,
  status sales.waitlist_offer_status not null default 'offered',
  expires_at timestamptz not null,
  reason text,
  order_id uuid,
  accepted_quantity integer,
  accepted_at timestamptz,
  declined_at timestamptz,
  expired_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint waitlist_offers_pkey primary key (org_id, id),
  constraint waitlist_offers_entry_fkey foreign key (org_id, entry_id)
    references sales.waitlist_entries (org_id, id),
  constraint waitlist_offers_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint waitlist_offers_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint waitlist_offers_wave_fkey foreign key (org_id, wave_id)
    references events.waves (org_id, id),
  constraint waitlist_offers_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint an_entry_gets_one_offer unique (org_id, entry_id),
  constraint quantity_is_1_to_100 check (quantity between 1 and 100),
  constraint reason_is_up_to_500_characters check (length(reason) <= 500),
  constraint accepted_is_an_order_of_some
    check (
      (status = 'accepted') = (accepted_at is not null)
      and (status = 'accepted') = (order_id is not null)
      and (status = 'accepted') = (accepted_quantity is not null)
    ),
  constraint accepted_quantity_is_at_most_all check (accepted_quantity between 1 and quantity),
  constraint declined_at_is_set_iff_declined
    check ((status = 'declined') = (declined_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint withdrawn_at_is_set_iff_withdrawn
    check ((status = 'withdrawn') = (withdrawn_at is not null))
);
create index waitlist_offers_open_idx on sales.waitlist_offers (expires_at)
  where status = 'offered';
create index waitlist_offers_event_idx on sales.waitlist_offers (org_id, event_id);
create index waitlist_offers_ticket_type_idx
  on sales.waitlist_offers (org_id, ticket_type_id, status);
create index waitlist_offers_wave_idx on sales.waitlist_offers (org_id, wave_id)
  where wave_id is not null;
create index waitlist_offers_order_idx on sales.waitlist_offers (org_id, order_id)
  where order_id is not null;
alter table sales.waitlist_offers enable row level security;
comment on table sales.waitlist_offers is 'Places held for those who waited for them.';
comment on column sales.waitlist_offers.reason is 'Why staff made it out of turn; null: it was its turn.';
comment on column sales.waitlist_offers.accepted_quantity is
  'How many of the places the order took; the rest went to the next.';

-- What came free of a pool while somebody waited for it: kept from the public until a sweep has
-- offered it in turn, within seconds. A row says that there is something to hand out, or (with 0)
-- only that it is worth a look.
create table sales.waitlist_reserves (
  org_id uuid not null,
  pool_id uuid not null,
  event_id uuid not null,
  quantity integer not null,
  since timestamptz not null default core.clock(),
  constraint waitlist_reserves_pkey primary key (org_id, pool_id),
  constraint waitlist_reserves_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id),
  constraint waitlist_reserves_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint quantity_is_not_negative check (quantity >= 0)
);
create index waitlist_reserves_event_idx on sales.waitlist_reserves (org_id, event_id);
create index waitlist_reserves_since_idx on sales.waitlist_reserves (since);
alter table sales.waitlist_reserves enable row level security;
comment on table sales.waitlist_reserves is 'Places that came free for those who wait, to be offered next.';
