-- What deserves attention at a location now, the most urgent first, for staff with
-- reservations.read: {location_id, at, signals}, each as signal() has it. Kinds: risky_reservation,
-- unassigned_table, expiring_option, unpaid_deposit, pacing_nearly_full, double_profile. Raises
-- missing_field, and what tenancy.authorise() raises.
create or replace function dining.location_signals(p_location_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.authorise_location(p_location_id, 'reservations.read');
begin
  return (
    select jsonb_build_object(
      'location_id', v_location.id,
      'at', core.clock(),
      'signals', coalesce(jsonb_agg(
        s.signal
        order by (s.signal ->> 'until')::timestamptz, s.signal ->> 'kind', s.signal ->> 'entity_id'
      ), '[]'))
    from (
      select r.signal from dining.signals_of_reservations(v_location) as r (signal)
      union all
      select p.signal from dining.signals_of_pacing(v_location) as p (signal)
      union all
      select c.signal from dining.signals_of_customers(v_location) as c (signal)
    ) as s
  );
end
$$;
revoke all on function dining.location_signals(uuid) from public;
grant execute on function dining.location_signals(uuid) to authenticated;
