-- What a guest does with a reservation, by public token: `cancel`, `confirm` an option that costs
-- nothing, `reconfirm`. A repeat changes nothing. Returns the reservation as reservation_json() has
-- it. Raises missing_field, reservation_not_found, reservation_is_over, payment_needed,
-- not_asked_to_reconfirm, and org_suspended for `confirm`. Locks: payable, reservation.
create or replace function dining.change_as_guest(
  p_public_token text,
  p_what text,
  p_reason text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations := dining.find_reservation(p_public_token);
  v_reason text := core.optional_text('reason', p_reason, 500);
begin
  perform core.act_as('guest');
  v_row := dining.lock_reservation(v_row.org_id, v_row.id);
  if (p_what = 'cancel' and v_row.status = 'cancelled' and v_row.cancelled_by = 'guest')
    or (p_what = 'confirm' and v_row.status = 'confirmed')
    or (p_what = 'reconfirm' and v_row.reconfirmed_at is not null and v_row.status = 'confirmed')
  then
    return dining.reservation_json(v_row);
  end if;
  if v_row.status not in ('pending_payment', 'option', 'confirmed')
    or v_row.starts_at <= core.clock()
    or (v_row.status <> 'confirmed' and not dining.is_live(v_row, core.clock()))
  then
    perform core.fail('reservation_is_over', jsonb_build_object('status', v_row.status));
  end if;
  if p_what = 'cancel' then
    v_row := dining.cancel_reservation(v_row, 'guest', v_reason, 'terms');
  elsif p_what = 'confirm' then
    perform tenancy.guard_not_suspended(v_row.org_id);
    if v_row.status = 'pending_payment' or (v_row.terms ->> 'amount')::integer > 0 then
      perform core.fail('payment_needed', jsonb_build_object('amount', v_row.terms -> 'amount'));
    end if;
    update dining.reservations as r
    set status = 'confirmed', option_expires_at = null
    where r.org_id = v_row.org_id and r.id = v_row.id
    returning r.* into v_row;
    perform dining.mail_reservation(v_row, 'confirmed');
  else
    if v_row.reconfirm_sent_at is null then
      perform core.fail('not_asked_to_reconfirm');
    end if;
    update dining.reservations as r
    set reconfirmed_at = core.clock()
    where r.org_id = v_row.org_id and r.id = v_row.id
    returning r.* into v_row;
  end if;
  return dining.reservation_json(v_row);
end
$$;
revoke all on function dining.change_as_guest(text, text, text) from public;
grant execute on function dining.change_as_guest(text, text, text) to anon, authenticated;
