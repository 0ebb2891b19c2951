-- What an event still lacks before it can go on sale, all of it at once, in words; an empty array
-- when nothing. Waves outside the event need no look: they are refused as they are written, and
-- go along when the event moves.
create or replace function events.missing_for_publication(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array_remove(array[
    case when p_event.starts_at is null or p_event.ends_at is null then 'start and end' end,
    case when p_event.starts_at <= core.clock() then 'a start in the future' end,
    case when coalesce(p_event.location_name, '') = '' then 'a location' end,
    case when not exists (
      select 1 from events.ticket_types as t
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and t.is_active and t.deleted_at is null
    ) then 'an active ticket type' end
  ], null)
  || events.faults_of_ticket_types(p_event)
  || events.faults_of_price_tiers(p_event)
  || events.faults_of_products(p_event)
  || events.faults_of_questions(p_event);
end
$$;
revoke all on function events.missing_for_publication(events.events) from public;
