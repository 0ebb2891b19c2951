-- Tells organisers which of their teams have just been closed, one mail for each event: how many
-- are complete, and which are not.
create or replace function sales.mail_teams_closed(p_teams sales.teams[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    c.org_id, 'event:' || c.event_id, 'email.teams_closed',
    sales.event_letter(c.org_id, c.event_id) || c.told)
  from (
    select t.org_id, t.event_id, jsonb_build_object(
      'complete', count(*) filter (where t.status = 'complete'),
      'incomplete', coalesce(jsonb_agg(jsonb_build_object(
        'team_id', t.id, 'team_name', t.name, 'members', sales.count_members(t),
        'size_min', t.size_min) order by t.name, t.id) filter (where t.status = 'incomplete'), '[]')
    ) as told
    from unnest(p_teams) as t
    join sales.orders as o
      on o.org_id = t.org_id and o.id = t.order_id and o.status in ('paid', 'partially_refunded')
    group by t.org_id, t.event_id
  ) as c;
end
$$;
revoke all on function sales.mail_teams_closed(sales.teams[]) from public;
