-- What all accepted scans of some places come to, in the one order that everybody agrees on: by
-- our clock, then device, then id. `p_list_ids` and `p_ticket_ids` name a place each, a ticket on
-- a list. The first that comes in is admitted; who comes in later on the same ticket conflicts
-- with the one who is in. Coming out lets somebody in again where the list says so. An override
-- that resets begins anew, one that admits always does. A ticket that had ended when a device let
-- somebody in says so: as a stale accept, if it ended after the device's last sync.
--
-- It is a function of the scans alone and of when tickets ended, so it does not matter in which
-- order, how often or in which pieces they arrived.
create or replace function door.replay_scans(
  p_org_id uuid,
  p_list_ids uuid[],
  p_ticket_ids uuid[]
)
  returns setof door.replayed_scan
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with scans as (
    select
      s.id, s.list_id, s.ticket_instance_id, s.event_id, s.device_id, s.corrected_at,
      case when s.result = 'reset' then 'out' else s.direction end as direction, s.snapshot_age,
      l.allows_reentry, s.mode = 'override' as is_override, s.result = 'reset' as is_reset,
      t.status, case when s.mode = 'offline' then
        coalesce(t.refunded_at, t.voided_at, case t.status when 'valid' then t.blocked_at end)
      end as ended_at,
      count(*) filter (where s.result = 'reset') over place as resets
    from unnest(p_list_ids, p_ticket_ids) as p (list_id, ticket_id)
    join door.scan_logs as s
      on s.org_id = p_org_id and s.list_id = p.list_id and s.ticket_instance_id = p.ticket_id
    join door.checkin_lists as l on l.org_id = p_org_id and l.id = s.list_id
    join sales.ticket_instances as t on t.org_id = p_org_id and t.id = s.ticket_instance_id
    where s.is_accepted
    window place as (
      partition by s.list_id, s.ticket_instance_id
      order by s.corrected_at, s.device_id nulls first, s.id
    )
  ), moves as (
    select
      s.*,
      s.direction = 'in' and case
        when s.is_override then true
        when s.allows_reentry then lag(s.direction) over before is distinct from 'in'
        else count(*) filter (where s.direction = 'in') over before = 1
      end as is_entry,
      not s.is_reset and s.direction = 'out' and lag(s.direction) over before = 'in' as is_exit
    from scans as s
    window before as (
      partition by s.list_id, s.ticket_instance_id, s.resets
      order by s.corrected_at, s.device_id nulls first, s.id
    )
  ), entries as (
    select
      m.*,
      count(*) filter (where m.is_entry) over (
        partition by m.list_id, m.ticket_instance_id, m.resets
        order by m.corrected_at, m.device_id nulls first, m.id) as entry
    from moves as m
  )
  select
    e.id, e.list_id, e.ticket_instance_id, e.event_id, e.device_id, e.corrected_at,
    case
      when e.is_reset then 'reset'
      when e.is_exit then 'checked_out'
      when e.direction = 'out' then 'not_inside'
      when not e.is_entry then 'already_used'
      when e.is_override or (e.ended_at <= e.corrected_at) is not true then 'admitted'
      when (e.ended_at <= e.corrected_at - e.snapshot_age) is not true then 'stale_accept'
      when e.status = 'valid' then 'blocked'
      else e.status::text
    end::door.scan_result,
    case when e.direction = 'in' and not e.is_entry then
      first_value(e.id) over (
        partition by e.list_id, e.ticket_instance_id, e.resets, e.entry
        order by e.corrected_at, e.device_id nulls first, e.id)
    end,
    e.is_entry or e.is_exit or e.is_reset,
    e.is_entry,
    e.resets = max(e.resets) over (partition by e.list_id, e.ticket_instance_id)
  from entries as e
$$;
revoke all on function door.replay_scans(uuid, uuid[], uuid[]) from public;
