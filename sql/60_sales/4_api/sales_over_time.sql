create or replace function public.sales_over_time(
  event_id uuid default null,
  bucket text default null,
  "from" timestamptz default null,
  "to" timestamptz default null
)
  returns table (
    starts_at timestamptz,
    ticket_type_id uuid,
    ticket_type text,
    tickets bigint,
    amount bigint
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select s.starts_at, s.ticket_type_id, s.ticket_type, s.tickets, s.amount
  from sales.sales_over_time(
    sales_over_time.event_id, sales_over_time.bucket, sales_over_time."from",
    sales_over_time."to") as s
$$;
revoke all on function public.sales_over_time(uuid, text, timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.sales_over_time(uuid, text, timestamptz, timestamptz)
  to authenticated;
comment on function public.sales_over_time(uuid, text, timestamptz, timestamptz) is
  'What was sold of each ticket type per hour, day (the default) or week of the event''s time zone, without gaps; up to 3000 of them. Amounts in cents, after discount, null without payments.read. Needs orders.read. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
