-- What the platform asks of what is paid on a connected account. A room above registers a rule, so
-- that payments never needs to know plans or events. Asked by position, the first that has an
-- opinion wins; the last, `platform`, always has one. Signature:
--   function  (org_id uuid, subject_id uuid) returns integer: the fee in basis points, null for no
--             opinion; the subject is what the payable's kind names (an event)

create table payments.fee_rules (
  name text not null,
  function text not null,
  position smallint not null,
  description text not null,
  constraint fee_rules_pkey primary key (name),
  constraint position_is_unique unique (position),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table payments.fee_rules enable row level security;
comment on table payments.fee_rules is 'Who knows what fee the platform takes of a payment.';
