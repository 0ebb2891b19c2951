-- How many events there are: {total, draft, published, closed, cancelled, active}; active ones are
-- published and not over.
create or replace function platform.count_events()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  return (
    select jsonb_build_object(
      'total', coalesce(sum(s.events), 0),
      'draft', coalesce(sum(s.events) filter (where s.status = 'draft'), 0),
      'published', coalesce(sum(s.events) filter (where s.status = 'published'), 0),
      'closed', coalesce(sum(s.events) filter (where s.status = 'closed'), 0),
      'cancelled', coalesce(sum(s.events) filter (where s.status = 'cancelled'), 0),
      'active', coalesce(sum(s.active) filter (where s.status = 'published'), 0))
    from (
      select e.status, count(*) as events, count(*) filter (where e.ends_at > v_now) as active
      from events.events as e
      where e.deleted_at is null
      group by e.status
    ) as s
  );
end
$$;
revoke all on function platform.count_events() from public;
