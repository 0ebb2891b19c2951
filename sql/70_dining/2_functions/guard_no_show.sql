-- Raises no_show_too_early before the moment from which the terms call a guest a no-show.
create or replace function dining.guard_no_show(p_reservation dining.reservations)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_from constant timestamptz := p_reservation.starts_at
    + make_interval(mins => (p_reservation.terms ->> 'noshow_mark_after_minutes')::integer);
begin
  if core.clock() < v_from then
    perform core.fail('no_show_too_early', jsonb_build_object('from', v_from));
  end if;
end
$$;
revoke all on function dining.guard_no_show(dining.reservations) from public;
