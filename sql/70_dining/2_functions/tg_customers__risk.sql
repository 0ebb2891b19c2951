-- Notes that a guest's history changed, so that dining.sweep_risks() calculates the risk of what
-- they have booked anew. Not at once: whoever ends a reservation holds it and then its guest, and
-- would wait for the guest's other reservations while their holders wait for the guest.
create or replace function dining.tg_customers__risk()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- An update and not nothing, so that a sweep that has read the old numbers is waited for.
  insert into dining.stale_risks as s (org_id, location_id, customer_id)
  values (new.org_id, new.location_id, new.id)
  on conflict (org_id, location_id, customer_id) do update
  set changed_at = excluded.changed_at;
  return null;
end
$$;
revoke all on function dining.tg_customers__risk() from public;
