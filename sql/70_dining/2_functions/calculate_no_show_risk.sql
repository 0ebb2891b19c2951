-- Calculates the risk of a reservation anew, for staff with reservations.operate, and writes it
-- down; one whose guests came, stayed away or cancelled keeps its last. Returns {reservation_id,
-- no_show_risk_score, risk_factors}. Raises missing_field, not_found, not_allowed,
-- sign_in_required.
create or replace function dining.calculate_no_show_risk(p_reservation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
begin
  perform core.require_id('reservation_id', p_reservation_id);
  select r.* into v_row from dining.reservations as r where r.id = p_reservation_id;
  perform tenancy.authorise(v_row.org_id, 'reservations.operate', 'reservation', p_reservation_id);
  update dining.reservations as r
  set no_show_risk_score = null
  where r.org_id = v_row.org_id and r.id = p_reservation_id
  returning r.* into v_row;
  return jsonb_build_object(
    'reservation_id', v_row.id,
    'no_show_risk_score', v_row.no_show_risk_score,
    'risk_factors', v_row.risk_factors);
end
$$;
revoke all on function dining.calculate_no_show_risk(uuid) from public;
grant execute on function dining.calculate_no_show_risk(uuid) to anon, authenticated;
