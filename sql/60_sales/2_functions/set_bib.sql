-- Gives a paid registration this start number, whatever the ranges say: a fresh one, one that was
-- returned, or one that was kept apart. The number it had goes back. For staff with events.manage.
-- Repeating it changes nothing. Locks: the registration, the event's ranges. Raises missing_field,
-- invalid_field, not_found, not_allowed, sign_in_required, registration_not_paid, bib_taken.
create or replace function sales.set_bib(p_registration_id uuid, p_number integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.lock_registration(p_registration_id);
  v_number integer := (sales.read_bib_numbers('number', array[p_number]))[1];
begin
  if v_registration.status <> 'paid' then
    perform core.fail('registration_not_paid', jsonb_build_object(
      'registration_id', v_registration.id, 'status', v_registration.status));
  end if;
  perform sales.lock_bib_ranges(v_registration.org_id, v_registration.event_id);
  if not exists (
    select 1 from sales.bibs as b
    where b.org_id = v_registration.org_id and b.registration_id = v_registration.id
      and b.number = v_number
  ) then
    perform sales.take_back_bib(v_registration);
    insert into sales.bibs as b (org_id, event_id, number, registration_id, status)
    values (
      v_registration.org_id, v_registration.event_id, v_number, v_registration.id, 'assigned')
    on conflict (org_id, event_id, number) do update
    set status = 'assigned', registration_id = excluded.registration_id, returned_at = null
    where b.status <> 'assigned';
    if not found then
      perform core.fail('bib_taken', jsonb_build_object('number', v_number));
    end if;
  end if;
  return jsonb_build_object('registration_id', v_registration.id, 'number', v_number);
end
$$;
revoke all on function sales.set_bib(uuid, integer) from public;
grant execute on function sales.set_bib(uuid, integer) to anon, authenticated;
