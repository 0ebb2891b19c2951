-- Users who were signed out by force: tokens that were issued to them before do not count any more,
-- although their signature is good. One row per user, the last time.

create table core.sign_outs (
  user_id uuid not null,
  not_before timestamptz not null,
  constraint sign_outs_pkey primary key (user_id)
);
alter table core.sign_outs enable row level security;
comment on table core.sign_outs is 'Since when the tokens of a user have to be issued to count.';
