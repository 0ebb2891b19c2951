create or replace function public.platform_find_ticket(query text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.find_ticket(platform_find_ticket.query)
$$;
revoke all on function public.platform_find_ticket(text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_find_ticket(text) to authenticated;
comment on function public.platform_find_ticket(text) is
  'Tickets of any organisation with their last scans, for administrators of the platform, whose searches are logged: the one with a code or the token of a QR code, or up to 50 of an e-mail address. Returns {tickets}. Errors: sign_in_required, platform_admin_required, missing_field, invalid_field.';
