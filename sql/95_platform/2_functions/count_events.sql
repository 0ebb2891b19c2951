-- How many events there are: {total, draft, published, closed, cancelled, active}; active ones are
-- published and not over.
create or replace function platform.count_events()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'total', count(*),
      'draft', count(*) filter (where e.status = 'draft'),
      'published', count(*) filter (where e.status = 'published'),
      'closed', count(*) filter (where e.status = 'closed'),
      'cancelled', count(*) filter (where e.status = 'cancelled'),
      'active', count(*) filter (
        where e.status = 'published' and e.ends_at > core.clock()))
    from events.events as e
    where e.deleted_at is null
  );
end
$$;
revoke all on function platform.count_events() from public;
