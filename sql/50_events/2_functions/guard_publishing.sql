-- Refuses to publish an event with everything on its checklist that is not done: event_incomplete
-- where the event alone is at fault, else publishing_blocked.
create or replace function events.guard_publishing(p_event events.events)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_items jsonb := events.checklist_of(p_event);
  v_open jsonb := jsonb_path_query_array(v_items, '$[*] ? (@.done == false)');
  v_missing text := array_to_string(
    array(select jsonb_array_elements_text(v_items -> 0 -> 'missing')), ', ');
begin
  if v_open = '[]' then
    return;
  end if;
  if jsonb_path_exists(v_open, '$[*] ? (@.item != "event")') then
    perform core.fail('publishing_blocked', jsonb_build_object(
      'missing', (
        select string_agg(case o.item ->> 'item' when 'event' then v_missing
          else replace(o.item ->> 'item', '_', ' ') end, ', ' order by o.position)
        from jsonb_array_elements(v_open) with ordinality as o (item, position)
      ),
      'checklist', v_items));
  end if;
  perform core.fail('event_incomplete', jsonb_build_object(
    'missing', v_missing, 'problems', v_items -> 0 -> 'missing', 'checklist', v_items));
end
$$;
revoke all on function events.guard_publishing(events.events) from public;
