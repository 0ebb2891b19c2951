-- A reservation as its guest sees it: nothing of tables, notes of staff or risk. What may be done
-- now stands in `may`: {pay, confirm, reconfirm, cancel}, and refund_amount says what would go back
-- on cancelling, in cents.
create or replace function dining.reservation_json(p_row dining.reservations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now constant timestamptz := core.clock();
begin
  return dining.booked_json(p_row) || (
    select jsonb_build_object(
      'location', jsonb_build_object(
        'id', l.id, 'name', l.name, 'address', l.address, 'postal_code', l.postal_code,
        'city', l.city, 'country', l.country, 'time_zone', l.time_zone,
        'phone_number', l.phone_number, 'email', l.email),
      'ticket', jsonb_build_object('id', t.id, 'name', t.name, 'description', t.description),
      'guest', jsonb_build_object(
        'first_name', c.first_name, 'last_name', c.last_name, 'email', c.email,
        'phone_number', c.phone_number),
      'guest_notes', p_row.guest_notes,
      'language', p_row.language,
      'payment_status', p_row.payment_status,
      'payment_amount', p_row.payment_amount,
      'reconfirmed_at', p_row.reconfirmed_at,
      'cancelled_at', p_row.cancelled_at,
      'refund_amount', dining.refund_due(p_row),
      'may', jsonb_build_object(
        'pay', p_row.status in ('pending_payment', 'option') and dining.is_live(p_row, v_now)
          and (p_row.terms ->> 'amount')::integer > 0,
        'confirm', p_row.status = 'option' and dining.is_live(p_row, v_now)
          and (p_row.terms ->> 'amount')::integer = 0,
        'reconfirm', p_row.status = 'confirmed' and p_row.reconfirm_sent_at is not null
          and p_row.reconfirmed_at is null and p_row.starts_at > v_now,
        'cancel', p_row.status in ('pending_payment', 'option', 'confirmed')
          and p_row.starts_at > v_now)
    )
    from dining.locations as l
    join dining.tickets as t on t.org_id = l.org_id and t.id = p_row.ticket_id
    left join dining.customers as c on c.org_id = l.org_id and c.id = p_row.customer_id
    where l.org_id = p_row.org_id and l.id = p_row.location_id
  );
end
$$;
revoke all on function dining.reservation_json(dining.reservations) from public;
