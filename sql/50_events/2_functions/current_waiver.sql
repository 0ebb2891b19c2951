-- The waiver that participants of an event must accept now; null when there is none.
create or replace function events.current_waiver(p_org_id uuid, p_event_id uuid)
  returns events.waivers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_waiver events.waivers;
begin
  select w.* into v_waiver
  from events.waivers as w
  where w.org_id = p_org_id and w.event_id = p_event_id
  order by w.version desc
  limit 1;
  if v_waiver.withdrawn_at is not null then
    return null;
  end if;
  return v_waiver;
end
$$;
revoke all on function events.current_waiver(uuid, uuid) from public;
