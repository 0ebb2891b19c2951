-- Raises swaps_not_allowed, swaps_closed, deferrals_not_allowed or deferrals_closed when an event
-- does not let people change their tickets in this way, or not any more.
create or replace function sales.guard_change_offered(
  p_event events.events,
  p_purpose sales.order_purpose
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_is_offered boolean := p_event.status in ('published', 'closed') and case p_purpose
    when 'swap' then v_settings.swaps_allowed
    else v_settings.deferrals_allowed and v_settings.next_event_id is not null end;
  v_closes_at timestamptz := coalesce(
    case p_purpose when 'swap' then v_settings.swaps_close_at
      else v_settings.deferrals_close_at end,
    p_event.starts_at);
  v_data jsonb := jsonb_build_object(
    'event_id', p_event.id, 'event', p_event.title, 'closed_at', v_closes_at);
begin
  if p_purpose = 'swap' then
    if not v_is_offered then
      perform core.fail('swaps_not_allowed', v_data - 'closed_at');
    elsif core.clock() >= v_closes_at then
      perform core.fail('swaps_closed', v_data);
    end if;
  elsif not v_is_offered then
    perform core.fail('deferrals_not_allowed', v_data - 'closed_at');
  elsif core.clock() >= v_closes_at then
    perform core.fail('deferrals_closed', v_data);
  end if;
end
$$;
revoke all on function sales.guard_change_offered(events.events, sales.order_purpose) from public;
