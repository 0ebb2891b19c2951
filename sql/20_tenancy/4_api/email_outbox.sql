-- What became of the mail of the caller's orgs: one queue in three tables.
create or replace view public.email_outbox
  with (security_invoker = true)
as
select
  e.event_id,
  e.org_id,
  'waiting' as state,
  e.topic,
  e.aggregate,
  e.attempts,
  e.created_at,
  e.available_at as next_attempt_at,
  null::timestamptz as delivered_at,
  null::timestamptz as failed_at
from core.outbox_events as e
where e.channel = 'email'
union all
select
  d.event_id,
  d.org_id,
  'failed' as state,
  d.topic,
  d.aggregate,
  d.attempts,
  d.created_at,
  null as next_attempt_at,
  null as delivered_at,
  d.died_at as failed_at
from core.outbox_dead as d
where d.channel = 'email'
union all
select
  h.event_id,
  h.org_id,
  'delivered' as state,
  h.topic,
  h.aggregate,
  h.attempts,
  h.created_at,
  null as next_attempt_at,
  h.delivered_at,
  null as failed_at
from core.outbox_history as h
where h.channel = 'email';
revoke all on public.email_outbox from anon, authenticated, service_role;
grant select on public.email_outbox to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.email_outbox
  for each row execute function core.tg__read_only();
comment on view public.email_outbox is
  'Mail of your organisations and what became of it, without its contents (permission '
  'orders.read).';
comment on column public.email_outbox.state is
  'waiting, failed (given up; can be replayed) or delivered.';
comment on column public.email_outbox.topic is
  'What kind of mail, such as email.order_confirmation.';
comment on column public.email_outbox.aggregate is 'What it is about, such as order:<id>.';
comment on column public.email_outbox.next_attempt_at is 'While it waits: when delivery is tried.';
