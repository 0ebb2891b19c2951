-- The registrations of an event whose entry on the start list changed between two numbers of the
-- audit log, and whether they came onto it: by themselves, or with their wave, ticket type or team.
-- What ended before it was paid never stood there. last_id: the entry that was read last, where
-- `p_limit` ended it; null: all up to `p_until` were read.
create or replace function integrations.touched_registrations(
  p_event events.events,
  p_after bigint,
  p_until bigint,
  p_limit integer,
  out last_id bigint,
  out touched uuid[],
  out added uuid[]
)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_told record;
begin
  with told as materialized (
    select c.*
    from integrations.changes_between(p_event.org_id, p_after, p_until, p_limit, array[
      'registration.confirmed', 'registration.changed', 'registration.transferred',
      'registration.cancelled', 'registration.refunded', 'bib.assigned', 'bib.returned',
      'wave.changed', 'ticket_type.changed', 'team.changed']) as c
  ), whose as (
    select (t.data ->> 'registration_id')::uuid as id, t.event_type
    from told as t
    where t.entity_type in ('registration', 'bib') and t.event_id = p_event.id
      and t.data ->> 'status_before' is distinct from 'pending'
    union all
    select r.id, t.event_type
    from told as t
    join sales.registrations as r
      on r.org_id = p_event.org_id and r.event_id = p_event.id and r.status = 'paid'
      and case t.entity_type
        when 'wave' then r.wave_id = t.entity_id::uuid
        when 'team' then r.team_id = t.entity_id::uuid
        when 'ticket_type'
          then r.ticket_type_id = t.entity_id::uuid and t.data -> 'changed' ? 'name'
      end
    where t.entity_type in ('wave', 'team', 'ticket_type') and t.event_id = p_event.id
  )
  select
    (select count(*) from told) as count, (select max(t.change_id) from told as t) as last_id,
    coalesce(array_agg(distinct w.id) filter (where w.id is not null), '{}') as touched,
    coalesce(array_agg(distinct w.id) filter (where w.event_type = 'registration.confirmed'), '{}')
      as added
  into v_told
  from whose as w;
  last_id := case when v_told.count >= p_limit then v_told.last_id end;
  touched := v_told.touched;
  added := v_told.added;
end
$$;
revoke all on function integrations.touched_registrations(events.events, bigint, bigint, integer)
  from public;
