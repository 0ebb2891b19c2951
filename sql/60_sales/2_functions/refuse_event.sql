-- Says why nothing is sold for an event: missing_field, event_not_found, org_suspended,
-- org_is_moving or org_has_moved.
create or replace function sales.refuse_event(p_event_id uuid)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.guard_not_suspended(e.org_id)
  from events.events as e
  where e.id = p_event_id and e.status = 'published' and e.deleted_at is null;
  perform tenancy.guard_not_moved(uuid_send(p_event_id));
  perform core.fail(
    case when p_event_id is null then 'missing_field' else 'event_not_found' end,
    jsonb_build_object('field', 'event_id', 'event_id', p_event_id));
end
$$;
revoke all on function sales.refuse_event(uuid) from public;
