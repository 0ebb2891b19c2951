-- For how long an order by staff holds its places: as asked, up to 60 days; otherwise 14 days, but
-- not beyond the start of the event, or its end once it has started. Raises invalid_field.
create or replace function sales.staff_hold(
  p_event events.events,
  p_settlement sales.settlement,
  p_hold_minutes integer
)
  returns interval
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_hold_minutes is null then
    return least(
      interval '14 days',
      case when p_event.starts_at > v_now then p_event.starts_at else p_event.ends_at end - v_now);
  elsif p_settlement not in ('invoice', 'bank') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'hold_minutes', 'reason', 'an order that is settled at once holds nothing'));
  elsif p_hold_minutes not between 15 and 86400 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'hold_minutes', 'reason', 'it must be from 15 to 86400, which is 60 days'));
  end if;
  return make_interval(mins => p_hold_minutes);
end
$$;
revoke all on function sales.staff_hold(events.events, sales.settlement, integer) from public;
