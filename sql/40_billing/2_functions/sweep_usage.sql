-- Adds up what was sold and ended since the last time, `p_limit` entries at most, and tells the
-- orgs concerned that come near their limit or reach it.
create or replace function billing.sweep_usage(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
  v_org_ids uuid[];
  v_event_ids uuid[];
begin
  with taken as (
    delete from billing.usage_entries as e
    where (e.org_id, e.id) in (
      select n.org_id, n.id from billing.usage_entries as n limit p_limit for update skip locked
    )
    returning e.*
  ),
  added as (
    select t.org_id, t.event_id, t.month, count(*) as entries, sum(t.sold)::integer as sold,
      sum(t.returned)::integer as returned, sum(t.returned_late)::integer as returned_late
    from taken as t
    group by t.org_id, t.event_id, t.month
    order by t.org_id, t.event_id, t.month
  ),
  written as (
    insert into billing.event_usage as u (
      org_id, event_id, month, sold, returned, returned_late
    )
    select a.org_id, a.event_id, a.month, a.sold, a.returned, a.returned_late
    from added as a
    on conflict (org_id, event_id, month) where usage_record_id is null do update
    set sold = u.sold + excluded.sold,
      returned = u.returned + excluded.returned,
      returned_late = u.returned_late + excluded.returned_late
  )
  select coalesce(sum(a.entries), 0),
    array_agg(a.org_id) filter (where a.sold > 0), array_agg(a.event_id) filter (where a.sold > 0)
  into v_count, v_org_ids, v_event_ids
  from added as a;
  if v_org_ids is not null and core.setting('billing.plans_required') = 'true' then
    perform billing.warn_of_usage(v_org_ids, v_event_ids);
  end if;
  return v_count;
end
$$;
revoke all on function billing.sweep_usage(integer) from public;
