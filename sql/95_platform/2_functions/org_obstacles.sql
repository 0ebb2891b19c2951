-- What keeps an org from being deleted, by name, with how many there are: what was sold or booked
-- has to be told of for years, and what is on sale could be sold meanwhile. {} where nothing does.
create or replace function platform.org_obstacles(p_org_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_object_agg(c.what, c.number), '{}')
  from (
    select 'orders', count(*) from sales.orders as o where o.org_id = p_org_id
    union all
    select 'reservations', count(*) from dining.reservations as r where r.org_id = p_org_id
    union all
    select 'payments', count(*) from payments.payments as p where p.org_id = p_org_id
    union all
    select 'published events', count(*)
    from events.events as e
    where e.org_id = p_org_id and e.status = 'published' and e.deleted_at is null
    union all
    select 'connected accounts', count(*)
    from payments.mollie_connections as m
    where m.org_id = p_org_id and m.status in ('pending', 'active')
  ) as c (what, number)
  where c.number > 0
$$;
revoke all on function platform.org_obstacles(uuid) from public;
