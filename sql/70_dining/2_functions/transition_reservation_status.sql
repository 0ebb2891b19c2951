-- Moves a reservation to another status, for staff with reservations.operate. What a status needs
-- comes with it: a draft is put into its slot, where there must still be room; cancelling pays back
-- what the terms say, or what `p_refund` does (terms, all, none). A repeat changes nothing.
--
-- Returns the reservation as booked_json() has it. Raises invalid_field, invalid_transition,
-- no_show_too_early, org_suspended for what books, the reason codes of slots, and the errors of
-- lock_for_staff(). Locks: date, payable, reservation.
create or replace function dining.transition_reservation_status(
  p_reservation_id uuid,
  p_status text,
  p_reason text,
  p_refund text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text := core.optional_text('reason', p_reason, 500);
  v_location dining.locations;
  v_row dining.reservations;
begin
  v_row := dining.lock_for_staff(p_reservation_id);
  v_location := dining.location_of(v_row);
  if coalesce(p_refund, '') not in ('terms', 'all', 'none') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'refund', 'reason', 'it must be terms, all or none'));
  elsif coalesce(p_status, '') not in (
    'draft', 'pending_payment', 'option', 'confirmed', 'seated', 'completed', 'no_show', 'cancelled')
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'new_status', 'reason', 'it is none of a reservation'));
  elsif p_status = v_row.status::text then
    return dining.booked_json(v_row);
  elsif not exists (
    select from core.transitions as t
    where t.machine = 'reservation' and t.from_state = v_row.status::text
      and t.to_state = p_status
  ) or (v_row.status = 'pending_payment' and p_status = 'confirmed') then
    -- Only money confirms what is to be paid.
    perform core.fail('invalid_transition', jsonb_build_object(
      'machine', 'reservation', 'from', v_row.status, 'to', p_status));
  end if;
  case p_status
    when 'cancelled' then
      v_row := dining.cancel_reservation(v_row, 'operator', v_reason, p_refund);
    when 'no_show' then
      perform dining.guard_no_show(v_row);
      v_row := dining.mark_no_show(v_row);
    when 'completed' then
      v_row := dining.complete_reservation(v_row);
    when 'seated' then
      update dining.reservations as r
      set status = 'seated', seated_at = core.clock()
      where r.org_id = v_row.org_id and r.id = v_row.id
      returning r.* into v_row;
    else
      perform tenancy.guard_not_suspended(v_row.org_id);
      v_row := dining.book_reservation(v_location, v_row, p_status::dining.reservation_status);
  end case;
  return dining.booked_json(v_row);
end
$$;
revoke all on function dining.transition_reservation_status(uuid, text, text, text) from public;
grant execute on function dining.transition_reservation_status(uuid, text, text, text)
  to anon, authenticated;
