-- The front door of sales.return_bib(), which says what it does and refuses.
create or replace function public.return_bib(registration_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.return_bib(return_bib.registration_id)
$$;
revoke all on function public.return_bib(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.return_bib(uuid) to anon, authenticated;
comment on function public.return_bib(uuid) is
  'Takes the start number of a registration back. Needs events.manage. Returns {registration_id, returned}, the number or null. Errors: missing_field, sign_in_required, not_found, not_allowed.';
