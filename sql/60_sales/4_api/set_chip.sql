create or replace function public.set_chip(
  registration_id uuid default null,
  chip_number text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.set_chip(set_chip.registration_id, set_chip.chip_number)
$$;
revoke all on function public.set_chip(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.set_chip(uuid, text) to authenticated;
comment on function public.set_chip(uuid, text) is
  'Notes which timing chip a registration wears, which nobody else of the event may wear; null takes it away. Needs events.manage. Returns {registration_id, chip_number}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, chip_taken.';
