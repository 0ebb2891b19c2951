-- The lines of results that somebody hands in for an event, each with whose result it is, or what
-- is wrong with it. Nobody has two. A line is {bib or chip or both, status, gun_time, net_time,
-- splits, remove, line}; status is finished where there is a time and nothing else is said.
create or replace function integrations.read_results(p_event events.events, p_lines jsonb)
  returns setof integrations.result_line
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with given as (
    select
      coalesce(n.line, w.place)::integer as line, w.place,
      btrim(w.said ->> 'bib') as bib, btrim(w.said ->> 'chip') as chip,
      coalesce(lower(w.said ->> 'status'), case when w.said ->> 'gun_time' is not null
        then 'finished' end) as status,
      w.said ->> 'gun_time' as gun, w.said ->> 'net_time' as net,
      integrations.read_time(w.said ->> 'gun_time') as gun_time,
      integrations.read_time(w.said ->> 'net_time') as net_time,
      integrations.read_splits(w.said -> 'splits') as splits,
      coalesce(w.said ->> 'remove' = 'true', false) as is_removed
    from jsonb_array_elements(p_lines) with ordinality as w (said, place)
    cross join lateral (
      select substring(w.said ->> 'line' from '^\d{1,8}$')::integer as line
    ) as n
  ), found as (
    select g.*, coalesce(b.registration_id, r.id) as registration_id,
      b.registration_id as bib_of, r.id as chip_of
    from given as g
    left join sales.bibs as b
      on b.org_id = p_event.org_id and b.event_id = p_event.id and b.status = 'assigned'
      and b.number = substring(g.bib from '^\d{1,6}$')::integer
    left join sales.registrations as r
      on r.org_id = p_event.org_id and r.event_id = p_event.id and r.chip_number = g.chip
  )
  select
    f.line, coalesce(f.bib, f.chip), f.registration_id, f.is_removed,
    case when f.status in ('finished', 'dnf', 'dns', 'dsq') then f.status::integrations.outcome end,
    f.gun_time, f.net_time, coalesce(f.splits, '{}'),
    case
      when f.bib is null and f.chip is null then 'no_bib_or_chip'
      when f.bib is not null and f.bib_of is null then 'bib_unknown'
      when f.chip is not null and f.chip_of is null then 'chip_unknown'
      when f.bib_of <> f.chip_of then 'bib_and_chip_of_two'
      when count(*) over (partition by f.registration_id) > 1 then 'more_than_once'
      when f.is_removed then null
      when r.status <> 'paid' then 'not_on_start_list'
      when f.status is null then 'status_missing'
      when f.status not in ('finished', 'dnf', 'dns', 'dsq') then 'status_unknown'
      when f.status <> 'finished' and (f.gun is not null or f.net is not null)
        then 'time_without_finish'
      when f.status = 'finished' and f.gun is null then 'gun_time_missing'
      when f.gun is not null and coalesce(f.gun_time <= interval '0', true) then 'gun_time_invalid'
      when f.net is not null and coalesce(f.net_time <= interval '0', true) then 'net_time_invalid'
      when f.net_time > f.gun_time then 'net_time_above_gun_time'
      when f.splits is null then 'splits_invalid'
    end
  from found as f
  left join sales.registrations as r on r.org_id = p_event.org_id and r.id = f.registration_id
  order by f.place
$$;
revoke all on function integrations.read_results(events.events, jsonb) from public;
