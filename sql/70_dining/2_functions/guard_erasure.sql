-- Locks the guests that a person is, and what they booked, so that nobody books for them meanwhile,
-- and says what keeps them from being erased (tenancy.erasure_guards). Locks: locations by id,
-- reservations, guests with their keys.
create or replace function dining.guard_erasure(p_subject tenancy.subject)
  returns table (what text, count bigint)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location_id uuid;
begin
  for v_location_id in
    select distinct c.location_id
    from dining.customers as c
    where c.org_id = p_subject.org_id and c.id = any (p_subject.ids)
    order by c.location_id
  loop
    perform dining.lock_customers(p_subject.org_id, v_location_id, p_subject.ids);
  end loop;
  perform 1 from dining.customers as c
  where c.org_id = p_subject.org_id and c.id = any (p_subject.ids) order by c.id for update;
  return query
    select 'reservations that have not ended', count(*)
    from dining.reservations as r
    where r.org_id = p_subject.org_id
      and (r.id = any (p_subject.ids) or r.customer_id = any (p_subject.ids))
      and r.status in ('draft', 'pending_payment', 'option', 'confirmed', 'seated');
end
$$;
revoke all on function dining.guard_erasure(tenancy.subject) from public;
