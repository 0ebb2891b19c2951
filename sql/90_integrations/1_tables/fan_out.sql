-- requires: integrations
--
-- How far changes have become jobs. One row for everybody: what changed is read once, for the orgs
-- that have integrations, in the transaction that makes the jobs and moves this on.

create table integrations.fan_out (
  is_only_row boolean not null default true,
  done_until bigint not null default 0,
  constraint fan_out_pkey primary key (is_only_row),
  constraint there_is_one_row check (is_only_row)
);
alter table integrations.fan_out enable row level security;
comment on table integrations.fan_out is 'How far changes have become deliveries.';

-- What an integration missed while it was disabled and is told all the same: worked off beside the
-- others, in the order of what happened.
create table integrations.catch_ups (
  org_id uuid not null,
  integration_id uuid not null,
  done_until bigint not null,
  last_change_id bigint not null,
  constraint catch_ups_pkey primary key (org_id, integration_id),
  constraint catch_ups_integration_fkey foreign key (org_id, integration_id)
    references integrations.integrations (org_id, id),
  constraint done_is_before_the_end check (done_until < last_change_id)
);
alter table integrations.catch_ups enable row level security;
comment on table integrations.catch_ups is 'What integrations missed and are told afterwards.';
