-- Calculates the risk of what guests have booked anew after their history changed. Reservations
-- that somebody is changing are left, and their guest for the next time. Sweep `dining.risks`.
-- Locks: stale_risks, then reservations, skipping what is locked, so that it waits for nobody.
create or replace function dining.sweep_risks(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_due uuid[];
  v_count integer;
begin
  v_due := array(
    select s.customer_id
    from dining.stale_risks as s
    order by s.changed_at
    limit p_limit
    for update skip locked
  );
  with open as materialized (
    select r.org_id, r.id, r.customer_id
    from dining.customers as c
    join dining.reservations as r
      on r.org_id = c.org_id and r.location_id = c.location_id and r.customer_id = c.id
      and r.status in ('draft', 'pending_payment', 'option', 'confirmed')
    where c.id = any (v_due)
  ),
  free as materialized (
    select r.org_id, r.id
    from open as o
    join dining.reservations as r on r.org_id = o.org_id and r.id = o.id
    for no key update of r skip locked
  ),
  calculated as (
    update dining.reservations as r
    set no_show_risk_score = null
    from free as f
    where r.org_id = f.org_id and r.id = f.id
    returning r.id
  )
  delete from dining.stale_risks as s
  where s.customer_id = any (v_due)
    and not exists (
      select from open as o
      where o.customer_id = s.customer_id and o.id not in (select c.id from calculated as c)
    );
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function dining.sweep_risks(integer) from public;
