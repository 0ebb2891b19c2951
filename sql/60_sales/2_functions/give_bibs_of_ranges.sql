-- One step of sales.give_bibs(): numbers from the ranges of one precedence, which the caller has
-- locked. Returns how many were given.
--
-- `next_number` of a range bounds the search: from there on as many numbers are looked at as are
-- wanted, and as many more as are in use further up, because somebody reserved or set them.
create or replace function sales.give_bibs_of_ranges(
  p_org_id uuid,
  p_event_id uuid,
  p_order_id uuid,
  p_registration_id uuid,
  p_precedence integer
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with ranges as materialized (
    select b.id, b.ticket_type_id, b.wave_id, b.first_number, b.last_number, b.next_number,
      coalesce(b.wave_id::text, '') || coalesce(b.ticket_type_id::text, '') as target,
      row_number() over (order by b.sort_order, b.first_number) as place
    from sales.bib_ranges as b
    where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
      and sales.bib_precedence(b) = p_precedence
  ), wanted as materialized (
    select r.id, g.target,
      row_number() over (
        partition by g.target order by r.created_at, r.order_item_id, r.position, r.id) as place
    from (select distinct a.target, a.ticket_type_id, a.wave_id from ranges as a) as g
    join sales.registrations as r
      on r.org_id = p_org_id and r.event_id = p_event_id and r.status = 'paid'
      and (p_order_id is null or r.order_id = p_order_id)
      and (p_registration_id is null or r.id = p_registration_id)
      and (g.ticket_type_id is null or g.ticket_type_id = r.ticket_type_id)
      and (g.wave_id is null or g.wave_id = r.wave_id)
    where not exists (
      select 1 from sales.bibs as b where b.org_id = r.org_id and b.registration_id = r.id)
  ), needed as (
    select w.target, count(*)::integer as quantity from wanted as w group by w.target
  ), free as (
    select a.id as range_id, a.target, f.number, f.is_returned,
      row_number() over (
        partition by a.target order by f.is_returned, a.place, f.number) as place
    from ranges as a
    join needed as n on n.target = a.target
    cross join lateral (
      select count(*)::integer as quantity
      from sales.bibs as b
      where b.org_id = p_org_id and b.event_id = p_event_id
        and b.number between a.next_number and a.last_number
    ) as ahead
    cross join lateral (
      select s.number, false as is_returned
      from generate_series(
        a.next_number, least(a.last_number, a.next_number + ahead.quantity + n.quantity - 1)
      ) as s (number)
      where not exists (
        select 1 from sales.bibs as b
        where b.org_id = p_org_id and b.event_id = p_event_id and b.number = s.number
          and b.number between a.next_number and a.last_number)
      union all
      (
        select b.number, true
        from sales.bibs as b
        where b.org_id = p_org_id and b.event_id = p_event_id and b.status = 'returned'
          and b.number between a.first_number and a.last_number
        order by b.number
        limit n.quantity
      )
    ) as f
  ), pairs as materialized (
    select w.id as registration_id, f.range_id, f.number, f.is_returned
    from wanted as w
    join free as f on f.target = w.target and f.place = w.place
  ), moved as (
    update sales.bib_ranges as b
    set next_number = m.last_given + 1
    from (
      select p.range_id, max(p.number) as last_given
      from pairs as p
      where not p.is_returned
      group by p.range_id
    ) as m
    where b.org_id = p_org_id and b.id = m.range_id
  ), given as (
    insert into sales.bibs as b (org_id, event_id, number, registration_id, status)
    select p_org_id, p_event_id, p.number, p.registration_id, 'assigned'
    from pairs as p
    on conflict (org_id, event_id, number) do update
    set status = 'assigned', registration_id = excluded.registration_id, returned_at = null
    where b.status = 'returned'
    returning b.number
  )
  select count(*) into v_count from given;
  return v_count;
end
$$;
revoke all on function sales.give_bibs_of_ranges(uuid, uuid, uuid, uuid, integer)
  from public;
