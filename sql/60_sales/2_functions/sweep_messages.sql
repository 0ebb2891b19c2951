-- Hands the next recipients of messages to the outbox, the oldest message first. A message waits
-- for the one before, so that a flood of them delays no other mail for long: the sweep does a part
-- of its batch at a time, so as never to be due again at once. Sweep `sales.send_messages`. Locks:
-- recipients, skipping locked ones, then their messages, by id.
create or replace function sales.sweep_messages(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_next sales.message_recipients[];
begin
  with due as (
    select r.org_id, r.message_id, r.email
    from sales.message_recipients as r
    order by r.message_id, r.email
    limit greatest(p_limit - 1, 1)
    for update skip locked
  ), gone as (
    delete from sales.message_recipients as r
    using due as d
    where r.org_id = d.org_id and r.message_id = d.message_id and r.email = d.email
    returning r.*
  )
  select array_agg(g order by g.message_id, g.email) into v_next from gone as g;
  perform core.emit(
    m.org_id, format('message:%s:%s', m.id, md5(r.email)), 'email.participant_message',
    (m.texts -> r.language) || jsonb_build_object(
      'email', r.email, 'name', r.name, 'language', r.language, 'event', e.title,
      'org_name', g.name, 'org_email', g.email))
  from unnest(v_next) as r
  join sales.participant_messages as m on m.org_id = r.org_id and m.id = r.message_id
  join events.events as e on e.org_id = m.org_id and e.id = m.event_id
  join tenancy.orgs as g on g.id = m.org_id;
  update sales.participant_messages as m
  set queued = m.queued + n.count,
    queued_at = case when m.queued + n.count = m.recipients then core.clock() end
  from (
    select r.org_id, r.message_id, count(*)::integer as count
    from unnest(v_next) as r
    group by r.org_id, r.message_id
  ) as n
  where m.org_id = n.org_id and m.id = n.message_id;
  return coalesce(cardinality(v_next), 0);
end
$$;
revoke all on function sales.sweep_messages(integer) from public;
