-- Takes the start number of a registration back; others get it once no fresh one is left. For staff
-- with events.manage. A registration without a number stays as it is. Locks: the registration, the
-- event's ranges. Raises missing_field, not_found, not_allowed, sign_in_required.
create or replace function sales.return_bib(p_registration_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_registration(p_registration_id);
begin
  perform sales.lock_bib_ranges(v_registration.org_id, v_registration.event_id);
  return jsonb_build_object(
    'registration_id', v_registration.id, 'returned', sales.take_back_bib(v_registration));
end
$$;
revoke all on function sales.return_bib(uuid) from public;
grant execute on function sales.return_bib(uuid) to anon, authenticated;
