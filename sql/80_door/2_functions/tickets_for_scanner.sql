-- Tickets as scanners keep them: by the hash of their code, never the code itself, so that nobody
-- can make tickets of a device that was lost. Names only of those that admit somebody. What is null
-- is left out.
create or replace function door.tickets_for_scanner(p_org_id uuid, p_ticket_ids uuid[])
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'ticket_instance_id', t.id,
    'hash', left(core.base64url(sha256(convert_to(t.code, 'UTF8'))), 22),
    'status', case when t.blocked_at is null then t.status::text else 'blocked' end,
    'void_reason', t.void_reason,
    'ticket_type_id', t.ticket_type_id,
    'name', p.first_name || ' ' || p.last_name,
    'team', g.name,
    'bib', b.number,
    'wave_id', r.wave_id,
    'admissions', a.found))), '[]')
  from unnest(p_ticket_ids) as i (id)
  join sales.ticket_instances as t on t.org_id = p_org_id and t.id = i.id
  left join sales.registrations as r
    on r.org_id = p_org_id and r.id = t.registration_id and t.status in ('valid', 'used')
  left join sales.participants as p on p.org_id = p_org_id and p.id = r.participant_id
  left join sales.teams as g on g.org_id = p_org_id and g.id = r.team_id
  left join sales.bibs as b on b.org_id = p_org_id and b.registration_id = r.id
  left join lateral (
    select jsonb_agg(jsonb_build_object(
      'list_id', m.list_id, 'is_inside', m.is_inside, 'entries', m.entries,
      'changed_at', m.changed_at)) as found
    from door.admissions as m
    where m.org_id = p_org_id and m.ticket_instance_id = t.id
  ) as a on true
$$;
revoke all on function door.tickets_for_scanner(uuid, uuid[]) from public;
