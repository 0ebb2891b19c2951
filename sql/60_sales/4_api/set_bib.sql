-- The front door of sales.set_bib(), which says what it does and refuses.
create or replace function public.set_bib(
  registration_id uuid default null,
  number integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.set_bib(set_bib.registration_id, set_bib.number)
$$;
revoke all on function public.set_bib(uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.set_bib(uuid, integer) to anon, authenticated;
comment on function public.set_bib(uuid, integer) is
  'Gives a paid registration this start number, also one from outside the ranges or one that was reserved; the one it had goes back. Needs events.manage. Returns {registration_id, number}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, registration_not_paid, bib_taken.';
