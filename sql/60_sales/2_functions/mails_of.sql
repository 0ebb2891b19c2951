-- The mails about something (an aggregate such as order:<id>) and what became of them, oldest
-- first, without their contents.
create or replace function sales.mails_of(p_org_id uuid, p_aggregate text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'topic', m.topic, 'state', m.state, 'created_at', m.created_at, 'at', m.at)
      order by m.event_id), '[]')
    from (
      select e.event_id, e.topic, 'waiting' as state, e.created_at, e.available_at as at
      from core.outbox_events as e
      where e.channel = 'email' and e.bucket = hashtextextended(p_aggregate, 0) & 63
        and e.aggregate = p_aggregate and e.org_id = p_org_id
      union all
      select d.event_id, d.topic, 'failed', d.created_at, d.died_at
      from core.outbox_dead as d
      where d.channel = 'email' and d.aggregate = p_aggregate and d.org_id = p_org_id
      union all
      select h.event_id, h.topic, 'delivered', h.created_at, h.delivered_at
      from core.outbox_history as h
      where h.channel = 'email' and h.aggregate = p_aggregate and h.org_id = p_org_id
    ) as m
  );
end
$$;
revoke all on function sales.mails_of(uuid, text) from public;
