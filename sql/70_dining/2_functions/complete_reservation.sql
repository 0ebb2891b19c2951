-- Marks the guests of a locked, seated reservation as gone. What was paid in full beforehand is
-- what they spent, unless somebody said otherwise.
create or replace function dining.complete_reservation(p_reservation dining.reservations)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update dining.reservations as r
  set status = 'completed', completed_at = core.clock(),
    spend_amount = coalesce(r.spend_amount, case
      when r.payment_status = 'paid' and r.terms ->> 'payment_type' = 'full_prepay_pp'
        then round(r.payment_amount * 100)::integer end)
  where r.org_id = p_reservation.org_id and r.id = p_reservation.id
  returning r.* into p_reservation;
  return p_reservation;
end
$$;
revoke all on function dining.complete_reservation(dining.reservations) from public;
