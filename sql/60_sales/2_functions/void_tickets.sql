-- Ends tickets that admit somebody: as refunded, or as void with the reason. Whoever takes part
-- with them follows, a whole team with its one ticket, and their start numbers and teams by
-- triggers; with a ticket that is handed on (`transferred`) the registration stays. Tickets that
-- admit nobody are left as they are. Returns the ids of those that ended. The caller has locked the
-- order, and gives the places back. Locks: tickets, registrations.
create or replace function sales.void_tickets(
  p_org_id uuid,
  p_ticket_ids uuid[],
  p_status sales.ticket_instance_status,
  p_void_reason text
)
  returns uuid[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_ids uuid[];
  v_registration_ids uuid[];
begin
  with locked as materialized (
    select t.id
    from sales.ticket_instances as t
    where t.org_id = p_org_id and t.id = any (p_ticket_ids) and t.status in ('valid', 'used')
    order by t.id
    for no key update
  ),
  ended as (
    update sales.ticket_instances as t
    set status = p_status,
      void_reason = p_void_reason,
      refunded_at = case p_status when 'refunded' then v_now end,
      voided_at = case p_status when 'void' then v_now end
    from locked as l
    where t.org_id = p_org_id and t.id = l.id
    returning t.id, t.registration_id
  )
  select array_agg(e.id), array_agg(e.registration_id) into v_ids, v_registration_ids
  from ended as e;
  if p_void_reason is distinct from 'transferred' then
    with locked as materialized (
      select r.id
      from sales.registrations as r
      where r.org_id = p_org_id
        and r.status in ('pending', 'paid')
        and (
          r.id = any (v_registration_ids)
          or r.team_id = any (array(
            select g.team_id
            from sales.registrations as g
            where g.org_id = p_org_id and g.id = any (v_registration_ids) and g.team_id is not null
          ))
        )
      order by r.id
      for no key update
    )
    update sales.registrations as r
    set status = case p_status when 'refunded' then 'refunded' else 'cancelled' end
          ::sales.registration_status,
      refunded_at = case p_status when 'refunded' then v_now end,
      cancelled_at = case p_status when 'void' then v_now end
    from locked as l
    where r.org_id = p_org_id and r.id = l.id;
  end if;
  if p_status = 'refunded' or p_void_reason = 'cancelled' then
    perform sales.return_usage(p_org_id, v_ids);
  end if;
  return coalesce(v_ids, '{}');
end
$$;
revoke all on function sales.void_tickets(
  uuid, uuid[], sales.ticket_instance_status, text
) from public;
