-- The next edition of an event, that tickets are deferred to. Raises event_not_found when it is not
-- on sale, and deferrals_not_allowed when there is none.
create or replace function sales.next_edition(p_event events.events)
  returns events.events
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_next_id uuid := (events.settings_of(p_event)).next_event_id;
begin
  if v_next_id is null then
    perform core.fail('deferrals_not_allowed', jsonb_build_object(
      'event_id', p_event.id, 'event', p_event.title));
  end if;
  return sales.find_event_on_sale(v_next_id);
end
$$;
revoke all on function sales.next_edition(events.events) from public;
