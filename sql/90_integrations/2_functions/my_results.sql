-- The published results of the signed-in user, the latest event first. Raises sign_in_required.
create or replace function integrations.my_results()
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    select r.public_result || jsonb_build_object(
      'event_id', e.id, 'event', e.title, 'starts_at', e.starts_at,
      'published_at', l.published_at)
    from (
      select distinct g.org_id, g.event_id
      from sales.participants as p
      join sales.registrations as g on g.org_id = p.org_id and g.participant_id = p.id
      where p.user_id = v_user_id and p.deleted_at is null
    ) as m
    join integrations.result_lists as l
      on l.org_id = m.org_id and l.event_id = m.event_id and l.status = 'published'
    join events.events as e
      on e.org_id = m.org_id and e.id = m.event_id and e.deleted_at is null
    cross join lateral integrations.ranked_results(m.org_id, m.event_id) as r
    join sales.participants as p
      on p.org_id = m.org_id and p.id = r.participant_id and p.user_id = v_user_id
    order by e.starts_at desc, r.registration_id;
end
$$;
revoke all on function integrations.my_results() from public;
grant execute on function integrations.my_results() to authenticated;
