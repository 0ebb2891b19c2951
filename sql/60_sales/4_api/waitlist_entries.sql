create or replace view public.waitlist_entries
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.event_id,
  e.ticket_type_id,
  e.wave_id,
  e.position,
  e.quantity,
  e.email,
  e.name,
  e.language,
  e.user_id,
  e.status,
  e.reason,
  e.accepted_at,
  e.declined_at,
  e.expired_at,
  e.left_at,
  e.skipped_at,
  e.removed_at,
  e.closed_at,
  e.created_at,
  e.updated_at,
  case e.status when 'waiting' then row_number() over (
    partition by e.org_id, e.event_id, e.ticket_type_id, e.status order by e.position
  )::integer - 1 end as ahead
from sales.waitlist_entries as e;
revoke all on public.waitlist_entries from anon, authenticated, service_role;
grant select on public.waitlist_entries to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.waitlist_entries
  for each row execute function core.tg__read_only();
comment on view public.waitlist_entries is
  'Who waits for places and who did, for staff with registrations.read; those who wait use waitlist_entry. Changed with skip_waitlist_entry, remove_waitlist_entry and offer_to_waitlist_entry.';
comment on column public.waitlist_entries.position is
  'Its place in the order of joining, over the whole event; never changed.';
comment on column public.waitlist_entries.ahead is
  'How many wait before it for the same ticket type; null for one that does not wait.';
comment on column public.waitlist_entries.wave_id is 'The wave it waits for; null: any.';
comment on column public.waitlist_entries.reason is 'Why staff skipped or removed it.';
