-- Adds what was counted to what is kept. Sweep `dining.refused_demand`.
create or replace function dining.sweep_refused_demand(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with counted as (
    select
      c.org_id, c.location_id, c.service_date, c.party_size, c.channel, c.kind, c.reason_code,
      c.slot
    from dining.refusal_counters as c
    order by c.last_refused_at
    limit p_limit
    for update skip locked
  ),
  moved as (
    delete from dining.refusal_counters as c
    using counted as m
    where (c.org_id, c.location_id, c.service_date, c.party_size, c.channel, c.kind,
      c.reason_code, c.slot)
      = (m.org_id, m.location_id, m.service_date, m.party_size, m.channel, m.kind,
        m.reason_code, m.slot)
    returning c.org_id, c.location_id, c.service_date, c.party_size, c.channel, c.kind,
      c.reason_code, c.refusals, c.last_refused_at
  ),
  kept as (
    insert into dining.refused_demand as d (
      org_id, location_id, service_date, party_size, channel, kind, reason_code, refusals,
      last_refused_at
    )
    select
      m.org_id, m.location_id, m.service_date, m.party_size, m.channel, m.kind, m.reason_code,
      sum(m.refusals), max(m.last_refused_at)
    from moved as m
    group by
      m.org_id, m.location_id, m.service_date, m.party_size, m.channel, m.kind, m.reason_code
    on conflict (
      org_id, location_id, service_date, party_size, channel, kind, reason_code
    ) do update
    set refusals = d.refusals + excluded.refusals,
      last_refused_at = greatest(d.last_refused_at, excluded.last_refused_at)
  )
  select count(*) into v_count from moved;
  return v_count;
end
$$;
revoke all on function dining.sweep_refused_demand(integer) from public;
