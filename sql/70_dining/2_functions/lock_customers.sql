-- Gets ready to lock guests of a location, for who merges or erases them: locks the location, so
-- that only one does at a time, then what they booked, in the order in which whoever changes a
-- reservation goes on to its guest. The caller locks the guests.
create or replace function dining.lock_customers(
  p_org_id uuid,
  p_location_id uuid,
  p_customer_ids uuid[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from dining.locations as l
  where l.org_id = p_org_id and l.id = p_location_id
  for no key update;
  perform 1
  from dining.reservations as r
  where r.org_id = p_org_id and r.location_id = p_location_id
    and r.customer_id = any (p_customer_ids)
  order by r.id
  for no key update;
end
$$;
revoke all on function dining.lock_customers(uuid, uuid, uuid[]) from public;
