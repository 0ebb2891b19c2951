create or replace function public.get_location(
  location_id uuid default null,
  org_slug text default null,
  slug text default null,
  language text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select dining.get_location(
    get_location.location_id, get_location.org_slug, get_location.slug, get_location.language)
$$;
revoke all on function public.get_location(uuid, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.get_location(uuid, text, text, text) to anon, authenticated;
comment on function public.get_location(uuid, text, text, text) is
  'A restaurant for its guests, by location_id or by org_slug and slug: {location_id, org: {org_id, name, slug}, name, slug, description, address, postal_code, city, country, time_zone, email, phone_number, channels (guest channels that are open), today, tickets}. tickets are those that guests can book: [{ticket_id, name, short_name, description, color, is_default, duration_minutes, min_party_size, max_party_size, booking_min_advance_minutes, booking_min_advance_large_party_minutes, large_party_threshold, booking_max_advance_days, last_date, shifts: [{shift_id, name, days_of_week, start_time, end_time}], payment_type, payment_amount, currency, cancel_free_hours, cancel_refund_pct, terms}]. payment_amount is in cents per person; terms are sentences, in the language (nl or en). Errors: missing_field, invalid_field, location_not_found, org_suspended.';
