-- How often one subject may do one thing. `subject` says what is counted: a network address, a
-- user, or a key that the caller names (an e-mail address, a token).

create table core.rate_limits (
  rule text not null,
  subject text not null,
  max_hits integer not null,
  window_seconds integer not null,
  description text not null,
  constraint rate_limits_pkey primary key (rule),
  constraint subject_is_known check (subject in ('address', 'user', 'key')),
  constraint max_hits_is_positive check (max_hits > 0),
  constraint window_is_up_to_a_day check (window_seconds between 1 and 86400)
);
alter table core.rate_limits enable row level security;
comment on table core.rate_limits is 'Limits per rule; operators change them as settings.';

-- Each backend counts in a slot of its own, so that requests of one busy address do not wait for
-- one another's commit. Unlogged: after a crash everybody starts at zero.
create unlogged table core.rate_counters (
  rule text not null,
  subject text not null,
  window_start timestamptz not null,
  slot smallint not null,
  hits integer not null,
  constraint rate_counters_pkey primary key (rule, subject, window_start, slot)
) with (fillfactor = 70);
create index rate_counters_window_start_idx on core.rate_counters (window_start);
alter table core.rate_counters enable row level security;
comment on table core.rate_counters is 'Hits per rule, subject and window.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('api_write', 'address', 1200, 60, 'Writing requests to /rest/v1 per address.'),
  ('api_write_user', 'user', 600, 60, 'Writing requests to /rest/v1 per signed-in user.'),
  ('create_order', 'address', 300, 60, 'Orders placed per address.'),
  ('create_payment', 'address', 300, 60, 'Payment attempts per address.'),
  ('create_refund', 'address', 300, 60, 'Refunds made through the worker per address.'),
  ('connect_account', 'key', 60, 3600, 'Accounts connected or asked about per organisation.'),
  ('mollie_callback', 'address', 60, 60, 'Returns from the payment provider''s consent page per address.'),
  ('webhook', 'address', 6000, 60, 'Calls of the payment webhook per address.'),
  ('resend_tickets', 'key', 5, 3600, 'Times that the tickets of one order are sent again.'),
  ('accept_invitation', 'user', 20, 3600, 'Invitation tokens tried per user.'),
  ('invite_member', 'key', 100, 86400, 'Invitations sent per organisation.');
