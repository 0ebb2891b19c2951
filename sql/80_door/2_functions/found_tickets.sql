-- Tickets for somebody at the door, in the order of their ids here: whose they are, from which
-- order, and where they were let in. Never the code, with which somebody else could come in.
create or replace function door.found_tickets(
  p_org_id uuid,
  p_ticket_ids uuid[],
  p_sees_addresses boolean
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(
    e.told - array['code', 'qr_token', 'registration_id'] || jsonb_build_object(
      'void_reason', t.void_reason,
      'order_number', o.order_number,
      'purchaser_name', o.purchaser_name,
      'email', case when p_sees_addresses then o.email end,
      'admissions', coalesce((
        select jsonb_agg(jsonb_build_object(
          'list_id', a.list_id, 'is_inside', a.is_inside, 'entries', a.entries,
          'changed_at', a.changed_at) order by a.changed_at)
        from door.admissions as a
        where a.org_id = t.org_id and a.ticket_instance_id = t.id
      ), '[]'))
    order by i.place), '[]')
  from unnest(p_ticket_ids) with ordinality as i (id, place)
  join sales.ticket_instances as t on t.org_id = p_org_id and t.id = i.id
  join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
  join jsonb_array_elements(sales.tickets_json(p_org_id, p_ticket_ids)) as e (told)
    on e.told ->> 'ticket_instance_id' = t.id::text
$$;
revoke all on function door.found_tickets(uuid, uuid[], boolean) from public;
