-- The ticket of an org with the code that was scanned; all null for none. A signed token must be
-- the one that was issued: one with a forged signature is unknown here as it is to a device without
-- network. A ticket whose place was handed on says nothing of who has it now.
create or replace function door.find_ticket(p_org_id uuid, p_code text, p_token text)
  returns door.scanned_ticket
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket door.scanned_ticket;
begin
  -- Each name by itself: a join of all of them would hand every column on through every step.
  select t.id, t.event_id, t.ticket_type_id, t.status, t.void_reason, t.blocked_at,
    (
      select p.first_name || ' ' || p.last_name
      from sales.participants as p
      where p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    ),
    (select m.name from sales.teams as m where m.org_id = r.org_id and m.id = r.team_id),
    (
      select y.name
      from events.ticket_types as y
      where y.org_id = t.org_id and y.id = t.ticket_type_id
    ),
    (
      select w.name
      from events.waves as w
      where w.org_id = r.org_id and w.id = r.wave_id and w.deleted_at is null
    ),
    (select b.number from sales.bibs as b where b.org_id = r.org_id and b.registration_id = r.id)
  into v_ticket
  from sales.ticket_instances as t
  left join sales.registrations as r
    on r.org_id = t.org_id and r.id = t.registration_id
    and r.transfer_id is not distinct from t.transfer_id
  where t.code = p_code and t.org_id = p_org_id
    and (p_token not like 'E1.%' or t.qr_token is null or t.qr_token = p_token);
  return v_ticket;
end
$$;
revoke all on function door.find_ticket(uuid, text, text) from public;
