-- What a mail to an organiser says of one of their events, beside what it says of the org.
create or replace function sales.event_letter(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return tenancy.org_letter(p_org_id) || (
    select jsonb_build_object(
      'event_id', e.id,
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone
    )
    from events.events as e
    where e.org_id = p_org_id and e.id = p_event_id
  );
end
$$;
revoke all on function sales.event_letter(uuid, uuid) from public;
