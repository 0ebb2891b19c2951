-- Does the next thing that time causes with a reservation, if it is due.
create or replace function dining.advance(p_org_id uuid, p_reservation_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reservation dining.reservations := dining.lock_reservation(p_org_id, p_reservation_id);
begin
  if v_reservation.due_at is null or v_reservation.due_at > core.clock() then
    return;
  end if;
  perform core.act_as('system');
  if v_reservation.status in ('option', 'pending_payment') then
    perform dining.retire(p_org_id, p_reservation_id);
  elsif v_reservation.status = 'seated' then
    perform dining.complete_reservation(v_reservation);
  elsif v_reservation.starts_at + make_interval(
    mins => (v_reservation.terms ->> 'noshow_mark_after_minutes')::integer) <= core.clock()
  then
    perform dining.mark_no_show(v_reservation);
  elsif v_reservation.reconfirm_sent_at is null then
    update dining.reservations as r
    set reconfirm_sent_at = core.clock()
    where r.org_id = p_org_id and r.id = p_reservation_id
    returning r.* into v_reservation;
    perform dining.mail_reservation(v_reservation, 'reconfirm');
  else
    perform dining.cancel_reservation(v_reservation, 'system', 'not_reconfirmed', 'terms');
  end if;
end
$$;
revoke all on function dining.advance(uuid, uuid) from public;
