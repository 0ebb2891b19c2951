create or replace function public.calculate_no_show_risk(
  reservation_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.calculate_no_show_risk(
    calculate_no_show_risk.reservation_id
  )
$$;
revoke all on function
  public.calculate_no_show_risk(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.calculate_no_show_risk(uuid) to anon, authenticated;
comment on function public.calculate_no_show_risk(uuid) is
  'Calculates anew how likely it is that the guests of a reservation do not come, for staff with reservations.operate. It happens by itself when something changes; a reservation that has ended or is seated keeps its last. Returns {reservation_id, no_show_risk_score (0 to 1), risk_factors: {factor: {points, and what they were given for}}}; the points add up to the score. Errors: missing_field, not_found, not_allowed, sign_in_required.';
