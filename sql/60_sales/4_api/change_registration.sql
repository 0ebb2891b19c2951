create or replace function public.change_registration(
  registration_id uuid default null,
  changes jsonb default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.change_registration(
    change_registration.registration_id,
    change_registration.changes,
    change_registration.public_token
  )
$$;
revoke all on function public.change_registration(uuid, jsonb, text) from public;
grant execute on function public.change_registration(uuid, jsonb, text) to anon, authenticated;
comment on function public.change_registration(uuid, jsonb, text) is
  'Says who takes part with a ticket that has no participant yet, or changes a participant''s data, licence_number and answers, while the event lets people do that. By the participant, or as long as that one has no login by the buyer or whoever has the order''s public_token. changes: fields of a registration in create_order, as far as they change; null empties one. Returns what my_registrations lists. Errors: sign_in_required, missing_field, invalid_field, not_found, registration_not_editable, and those of create_order about registrations.';
