create or replace function public.update_registration(
  registration_id uuid default null,
  changes jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.update_registration(
    update_registration.registration_id,
    update_registration.changes
  )
$$;
revoke all on function public.update_registration(uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.update_registration(uuid, jsonb) to authenticated;
comment on function public.update_registration(uuid, jsonb) is
  'Changes who takes part with a registration, for staff with registrations.manage: data of the participant, the name too, licence_number and answers, as far as they stand in changes (fields of a registration in create_order; null empties one). birth_date, emergency contact and medical_note need participants.read_sensitive. Audited. Returns {registration_id, participant_id, status, licence_number, age_on_race_day, answers}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, registration_not_editable, and those of create_order about registrations.';
