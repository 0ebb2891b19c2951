-- Lets teams follow the registrations that are in them, once per statement: what ends or comes back
-- changes the team, and when a captain's registration is paid the team gets its code. So a team
-- follows its order without being told, and is never led by somebody who left.
create or replace function sales.tg_registrations__teams()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_moved record;
  v_paid_ids uuid[];
begin
  for v_moved in
    select n.org_id,
      array_agg(distinct n.team_id) filter (
        where (n.status in ('pending', 'paid')) <> (o.status in ('pending', 'paid'))
      ) as changed_ids,
      array_agg(n.id) filter (where n.status = 'paid') as paid_ids
    from before_it as o
    join after_it as n on n.org_id = o.org_id and n.id = o.id
    where n.team_id is not null and n.status <> o.status
    group by n.org_id
  loop
    if v_moved.changed_ids is not null then
      perform sales.sync_teams(v_moved.org_id, v_moved.changed_ids);
    end if;
    select array_agg(t.id order by t.id) into v_paid_ids
    from sales.teams as t
    where t.org_id = v_moved.org_id and t.captain_id = any (v_moved.paid_ids);
    perform sales.mail_join_codes(v_moved.org_id, v_paid_ids);
  end loop;
  return null;
end
$$;
revoke all on function sales.tg_registrations__teams() from public;
