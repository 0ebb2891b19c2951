-- The ticket types of an event that somebody waits for and that are on sale now.
create or replace function sales.types_to_serve(p_event events.events)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select t.id
    from events.ticket_types as t
    join tenancy.orgs as g on g.id = t.org_id and g.suspended_at is null
      and g.deleted_at is null and g.moving_at is null
    where t.org_id = p_event.org_id and t.event_id = p_event.id
      and p_event.deleted_at is null and t.is_active and t.deleted_at is null
      and events.sale_state(p_event, t, core.clock()) = 'on_sale'
      and exists (
        select from sales.waitlist_entries as e
        where e.org_id = t.org_id and e.ticket_type_id = t.id and e.status = 'waiting'
      )
  );
end
$$;
revoke all on function sales.types_to_serve(events.events) from public;
