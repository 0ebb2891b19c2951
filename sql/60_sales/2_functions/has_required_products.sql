-- Whether an event has products that nobody can leave out.
create or replace function sales.has_required_products(p_event events.events)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return 'required_products' = any (p_event.features) and exists (
    select
    from events.products as p
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_required and p.is_active and p.deleted_at is null
  );
end
$$;
revoke all on function sales.has_required_products(events.events) from public;
