create or replace function public.check_availability_range(
  location_id uuid default null,
  from_date date default null,
  until_date date default null,
  party_size integer default null,
  ticket_id uuid default null,
  channel text default 'widget'
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.check_availability_range(
    check_availability_range.location_id, check_availability_range.from_date,
    check_availability_range.until_date, check_availability_range.party_size,
    check_availability_range.ticket_id, check_availability_range.channel
  )
$$;
revoke all on function public.check_availability_range(uuid, date, date, integer, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.check_availability_range(uuid, date, date, integer, uuid, text)
  to anon, authenticated;
comment on function public.check_availability_range(uuid, date, date, integer, uuid, text) is
  'For a date picker: every date from from_date to until_date (31 days when left out, 63 at most): [{date, available, slots, squeezes_only, reason_code}]. slots: how many times can be booked. Errors: those of check_availability, rate_limited.';
