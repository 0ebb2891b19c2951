-- What happened in an org, as entries of the audit log tell it: those after number `p_after`, up to
-- `p_until`, which has to be settled (core.settled_audit_id()), of all types or of some. In their
-- order; change_id is the number of the entry. One entry may tell several things: then
-- (change_id, event_type, entity_id) is unique. About `p_limit` rows: what one entry tells is never
-- divided. Fewer than that are all that there is, else the reader goes on after the last change_id.
--
-- data: {<entity_type>_id, status, status_before (where it changed), changed (names of columns, of
-- a change that is none of status), …} and what integrations.facts_of() says. No person's data.
create or replace function integrations.changes_between(
  p_org_id uuid,
  p_after bigint,
  p_until bigint,
  p_limit integer,
  p_event_types text[] default null
)
  returns table (
    change_id bigint,
    event_type text,
    entity_type text,
    entity_id text,
    event_id uuid,
    occurred_at timestamptz,
    data jsonb
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    c.audit_id, c.event_type, c.entity_type, c.entity_id, f.event_id, c.created_at,
    jsonb_build_object(c.entity_type || '_id', c.entity_id)
    || coalesce(jsonb_strip_nulls(f.data), '{}')
    || case when c.subject = 'entry' then integrations.changed_data(c.old_value, c.new_value)
      else '{}' end
  from (
    select a.audit_id, s.event_type, t.entity_type, i.entity_id, s.subject, a.created_at,
      a.old_value, a.new_value
    from core.audit_log as a
    join integrations.event_sources as s on s.action = a.action
    join integrations.event_types as t on t.event_type = s.event_type
    cross join lateral integrations.subjects_of(a.org_id, s.subject, a.entity_id, a.created_at)
      as i (entity_id)
    where a.org_id = p_org_id and a.audit_id > p_after and a.audit_id <= p_until
      and (p_event_types is null or s.event_type = any (p_event_types))
      and (s.has = '{}' or a.new_value @> s.has)
      and (s.has_not is null or not a.new_value @> s.has_not)
      and (s.changed is null or a.new_value ?| s.changed)
    order by a.audit_id
    fetch first p_limit rows with ties
  ) as c
  cross join lateral integrations.facts_of(p_org_id, c.entity_type, c.entity_id) as f
  order by c.audit_id, c.subject, c.event_type not like '%.created', c.event_type, c.entity_id
$$;
revoke all on function integrations.changes_between(uuid, bigint, bigint, integer, text[])
  from public;
comment on function integrations.changes_between(uuid, bigint, bigint, integer, text[]) is
  'What happened in an org between two numbers of the audit log, for the feed and for webhooks. Keys of data: docs/integrations.md.';
