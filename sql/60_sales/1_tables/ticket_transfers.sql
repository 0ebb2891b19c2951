-- requires: ticket_instances
--
-- A ticket that is handed on by e-mail: offered by whoever holds it, claimed by whoever has the
-- token of the mail. The place stays what it was (order line, wave, team, start number, products);
-- its participant and its code are replaced. Machine `ticket_transfer`.

create type sales.transfer_status as enum (
  'pending', 'paying', 'accepted', 'declined', 'withdrawn', 'expired'
);
comment on type sales.transfer_status is 'Where the handing on of a ticket stands.';

create table sales.ticket_transfers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  registration_id uuid not null,
  from_ticket uuid not null,
  from_user uuid,
  from_participant uuid,
  from_email text not null,
  from_name text,
  from_language text not null,
  to_ticket uuid,
  to_user uuid,
  to_participant uuid,
  to_email text not null,
  to_language text not null,
  status sales.transfer_status not null default 'pending',
  token_hash bytea not null,
  fee_amount integer not null default 0,
  fee_vat_rate integer not null default 0,
  order_id uuid,
  entry jsonb,
  former jsonb,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  declined_at timestamptz,
  withdrawn_at timestamptz,
  expired_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint ticket_transfers_pkey primary key (org_id, id),
  constraint ticket_transfers_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_transfers_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint ticket_transfers_from_ticket_fkey foreign key (org_id, from_ticket)
    references sales.ticket_instances (org_id, id),
  constraint ticket_transfers_to_ticket_fkey foreign key (org_id, to_ticket)
    references sales.ticket_instances (org_id, id),
  constraint ticket_transfers_from_participant_fkey foreign key (org_id, from_participant)
    references sales.participants (org_id, id),
  constraint ticket_transfers_to_participant_fkey foreign key (org_id, to_participant)
    references sales.participants (org_id, id),
  constraint ticket_transfers_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint ticket_transfers_from_user_fkey foreign key (from_user) references auth.users (id)
    on delete set null,
  constraint ticket_transfers_to_user_fkey foreign key (to_user) references auth.users (id)
    on delete set null,
  constraint ticket_transfers_id_is_unique unique (id),
  constraint transfer_token_is_unique unique (token_hash),
  constraint languages_are_nl_or_en
    check (from_language in ('nl', 'en') and to_language in ('nl', 'en')),
  constraint addresses_are_up_to_254_characters
    check (length(from_email) <= 254 and length(to_email) <= 254),
  constraint fee_is_not_negative check (fee_amount >= 0),
  constraint fee_vat_rate_is_0_to_100_percent check (fee_vat_rate between 0 and 10000),
  constraint entry_is_kept_while_paying check (
    (status = 'paying') = (entry is not null) and (entry is null or order_id is not null)),
  constraint accepted_has_ticket_and_participant check (
    (status = 'accepted') = (accepted_at is not null)
    and (status = 'accepted') = (to_ticket is not null)
    and (status = 'accepted') = (to_participant is not null)),
  constraint declined_at_is_set_iff_declined
    check ((status = 'declined') = (declined_at is not null)),
  constraint withdrawn_at_is_set_iff_withdrawn
    check ((status = 'withdrawn') = (withdrawn_at is not null)),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null))
);
-- A ticket is offered to one at a time.
create unique index ticket_transfers_open_key on sales.ticket_transfers (org_id, from_ticket)
  where status in ('pending', 'paying');
create index ticket_transfers_from_ticket_idx on sales.ticket_transfers (org_id, from_ticket);
create index ticket_transfers_to_ticket_idx on sales.ticket_transfers (org_id, to_ticket);
create index ticket_transfers_event_idx on sales.ticket_transfers (org_id, event_id);
create index ticket_transfers_registration_idx
  on sales.ticket_transfers (org_id, registration_id);
create index ticket_transfers_from_participant_idx
  on sales.ticket_transfers (org_id, from_participant);
create index ticket_transfers_to_participant_idx
  on sales.ticket_transfers (org_id, to_participant);
create index ticket_transfers_order_idx on sales.ticket_transfers (org_id, order_id)
  where order_id is not null;
create index ticket_transfers_from_user_idx on sales.ticket_transfers (from_user);
create index ticket_transfers_to_user_idx on sales.ticket_transfers (to_user);
create index ticket_transfers_to_email_idx on sales.ticket_transfers (org_id, to_email)
  where status = 'accepted';
create index ticket_transfers_expires_at_idx on sales.ticket_transfers (expires_at)
  where status in ('pending', 'paying');
alter table sales.ticket_transfers enable row level security;
comment on table sales.ticket_transfers is 'Tickets that are handed on by e-mail.';
comment on column sales.ticket_transfers.registration_id is
  'The place that changes hands; each of its transfers is a row.';
comment on column sales.ticket_transfers.token_hash is
  'SHA-256 of the token in the mail. Sending the mail again makes a new one.';
comment on column sales.ticket_transfers.fee_amount is
  'What accepting it costs, in cents, as the event asked it when the transfer was made.';
comment on column sales.ticket_transfers.order_id is
  'The order of the fee, where there is one.';
comment on column sales.ticket_transfers.entry is
  'Who takes over, checked, while the fee is being paid: a sales.entry.';
comment on column sales.ticket_transfers.former is
  'What the place said of who took part before: participant_id, licence_number, age_on_race_day, '
  'answers, waivers.';

alter table sales.registrations
  add constraint registrations_transfer_fkey foreign key (org_id, transfer_id)
  references sales.ticket_transfers (org_id, id);
create index registrations_transfer_idx on sales.registrations (org_id, transfer_id)
  where transfer_id is not null;
alter table sales.ticket_instances
  add constraint ticket_instances_transfer_fkey foreign key (org_id, transfer_id)
  references sales.ticket_transfers (org_id, id);
create index ticket_instances_transfer_idx on sales.ticket_instances (org_id, transfer_id)
  where transfer_id is not null;

insert into core.transitions (machine, from_state, to_state, description) values
  ('ticket_transfer', 'new', 'pending', 'Offered to an e-mail address.'),
  ('ticket_transfer', 'pending', 'paying', 'Claimed; the fee is being paid.'),
  ('ticket_transfer', 'pending', 'accepted', 'Claimed: the old code is void, a new one is issued.'),
  ('ticket_transfer', 'pending', 'declined', 'Not wanted.'),
  ('ticket_transfer', 'pending', 'withdrawn', 'Taken back, or its ticket is no longer valid.'),
  ('ticket_transfer', 'pending', 'expired', 'Not claimed in time.'),
  ('ticket_transfer', 'paying', 'pending', 'The fee was not paid; it can be claimed again.'),
  ('ticket_transfer', 'paying', 'accepted', 'The fee is paid: carried out.'),
  ('ticket_transfer', 'paying', 'withdrawn', 'Its ticket is no longer valid.'),
  ('ticket_transfer', 'paying', 'expired', 'The fee was not paid, and the time to claim it is over.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('sales.transfer_days', '14', 1, 365,
   'How long a ticket that is handed on can be claimed.');
