-- Cancels a locked reservation, and tells its guest. `p_by`: guest, operator or system. Money is
-- the caller's business.
create or replace function dining.end_reservation(
  p_reservation dining.reservations,
  p_by text,
  p_reason text
)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reservation dining.reservations;
begin
  update dining.reservations as r
  set status = 'cancelled', cancelled_at = core.clock(), cancelled_by = p_by,
    cancellation_reason = p_reason, option_expires_at = null, payment_due_at = null
  where r.org_id = p_reservation.org_id and r.id = p_reservation.id
  returning r.* into v_reservation;
  if p_reservation.status <> 'draft' then
    perform dining.mail_reservation(v_reservation, 'cancelled');
  end if;
  return v_reservation;
end
$$;
revoke all on function dining.end_reservation(dining.reservations, text, text) from public;
