-- What support sees of tickets, the newest first: [{ticket_instance_id, org_id, org, event_id,
-- event, order_id, order_number, email, holder, ticket_type, status, void_reason, blocked_at,
-- used_at, created_at, scans: [{scan_id, result, reason, mode, direction, list, at,
-- conflict_with}]}].
create or replace function platform.tickets_json(p_tickets sales.ticket_instances[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'ticket_instance_id', t.id, 'org_id', t.org_id, 'org', g.name, 'event_id', t.event_id,
      'event', e.title, 'order_id', t.order_id, 'order_number', o.order_number, 'email', o.email,
      'holder', p.first_name || ' ' || p.last_name, 'ticket_type', y.name, 'status', t.status,
      'void_reason', t.void_reason, 'blocked_at', t.blocked_at, 'used_at', t.used_at,
      'created_at', t.created_at, 'scans', platform.scans_json(t.org_id, t.id))
      order by t.id desc), '[]')
    from unnest(p_tickets) as t
    join tenancy.orgs as g on g.id = t.org_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    join events.ticket_types as y on y.org_id = t.org_id and y.id = t.ticket_type_id
    join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    left join sales.registrations as r
      on r.org_id = t.org_id and r.id = t.registration_id
      and r.transfer_id is not distinct from t.transfer_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  );
end
$$;
revoke all on function platform.tickets_json(sales.ticket_instances[]) from public;
