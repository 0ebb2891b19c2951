-- A ticket for who has it: what it admits to, who starts with it, and what the caller may do with
-- it now (sales.what_may_be_done). `p_public_token` is what they showed to get here. One that was
-- handed on says nothing of who has its place now.
create or replace function sales.ticket_json(
  p_ticket sales.ticket_instances,
  p_public_token text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_event events.events;
  v_registration sales.registrations;
begin
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_ticket.org_id and o.id = p_ticket.order_id;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_ticket.org_id and e.id = p_ticket.event_id;
  select r.* into v_registration
  from sales.registrations as r
  where r.org_id = p_ticket.org_id and r.id = p_ticket.registration_id
    and r.transfer_id is not distinct from p_ticket.transfer_id;
  return (sales.tickets_json(p_ticket.org_id, array[p_ticket.id]) -> 0)
    - array['registration_id', 'wave', 'starts_at'] || jsonb_build_object(
    'org_id', p_ticket.org_id,
    'order_id', p_ticket.order_id,
    'order_number', v_order.order_number,
    'registration_id', v_registration.id,
    'ticket_type_id', p_ticket.ticket_type_id,
    'void_reason', p_ticket.void_reason,
    'event', jsonb_build_object(
      'event_id', v_event.id, 'title', v_event.title, 'slug', v_event.slug,
      'status', v_event.status, 'location_name', v_event.location_name,
      'location_address', v_event.location_address, 'time_zone', v_event.time_zone,
      'starts_at', v_event.starts_at, 'ends_at', v_event.ends_at),
    'wave', (
      select jsonb_build_object('wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at)
      from events.waves as w
      where w.org_id = v_registration.org_id and w.id = v_registration.wave_id
        and w.deleted_at is null
    ),
    'products', case when v_registration.id is null then '[]'
      else sales.products_of_place(v_registration) end,
    'transfer', (
      select sales.transfer_json(t) - 'ticket_instance_id'
      from sales.ticket_transfers as t
      where t.org_id = p_ticket.org_id and t.from_ticket = p_ticket.id
        and t.status in ('pending', 'paying', 'accepted')
    ),
    'may', sales.what_may_be_done(p_ticket, v_order, v_event, v_registration, p_public_token)
  );
end
$$;
revoke all on function sales.ticket_json(sales.ticket_instances, text) from public;
