-- What a registration was entered with, as it stands now and in the form of a cart: the fields of
-- its participant and its licence number.
create or replace function sales.entered(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_strip_nulls(
    sales.participant_fields(p_registration.org_id, p_registration.participant_id)
    || jsonb_build_object('licence_number', p_registration.licence_number));
end
$$;
revoke all on function sales.entered(sales.registrations) from public;
