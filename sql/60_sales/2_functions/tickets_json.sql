-- What tickets say of themselves, in the order of their lines: code, type, who starts with it, when
-- and with which number. One that was handed on says nothing of who has its place now.
create or replace function sales.tickets_json(p_org_id uuid, p_ticket_ids uuid[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'ticket_instance_id', t.id, 'code', t.code, 'qr_token', t.qr_token,
      'ticket_type', i.name, 'status', t.status,
      'is_blocked', t.blocked_at is not null, 'registration_id', t.registration_id,
      'holder', p.first_name || ' ' || p.last_name, 'wave', w.name, 'starts_at', w.starts_at,
      'bib', b.number, 'team', m.name) order by i.line, t.id), '[]')
    from sales.ticket_instances as t
    join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
    left join sales.registrations as r
      on r.org_id = t.org_id and r.id = t.registration_id
      and r.transfer_id is not distinct from t.transfer_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join events.waves as w
      on w.org_id = r.org_id and w.id = r.wave_id and w.deleted_at is null
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    left join sales.teams as m on m.org_id = r.org_id and m.id = r.team_id
    where t.org_id = p_org_id and t.id = any (p_ticket_ids)
  );
end
$$;
revoke all on function sales.tickets_json(uuid, uuid[]) from public;
