-- The statuses to which staff may move a reservation now, with transition_reservation_status().
create or replace function dining.allowed_transitions(p_row dining.reservations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(t.to_state order by t.to_state)
    from core.transitions as t
    where t.machine = 'reservation' and t.from_state = p_row.status::text
      and (t.from_state, t.to_state) not in (
        ('pending_payment', 'confirmed'), ('draft', 'pending_payment'))
      and (t.to_state <> 'option' or exists (
        select
        from dining.reservation_settings as s
        where s.org_id = p_row.org_id and s.location_id = p_row.location_id and s.options_enabled
      ))
      and (t.to_state <> 'no_show' or core.clock() >= p_row.starts_at
        + make_interval(mins => (p_row.terms ->> 'noshow_mark_after_minutes')::integer))
  ), '[]');
end
$$;
revoke all on function dining.allowed_transitions(dining.reservations) from public;
