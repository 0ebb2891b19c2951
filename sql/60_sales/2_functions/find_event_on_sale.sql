-- The published event that somebody wants to buy for. Raises missing_field, event_not_found (also
-- for drafts: nobody learns that they exist), org_suspended, org_is_moving, org_has_moved,
-- event_is_over.
create or replace function sales.find_event_on_sale(p_event_id uuid)
  returns events.events
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  select e.* into v_event
  from events.events as e
  join tenancy.orgs as o on o.id = e.org_id and o.suspended_at is null
    and o.deleted_at is null and o.moving_at is null
  where e.id = p_event_id and e.status = 'published' and e.deleted_at is null;
  if not found then
    perform sales.refuse_event(p_event_id);
  end if;
  if v_event.ends_at <= core.clock() then
    perform core.fail('event_is_over', jsonb_build_object('event_id', p_event_id));
  end if;
  return v_event;
end
$$;
revoke all on function sales.find_event_on_sale(uuid) from public;
