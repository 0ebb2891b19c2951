-- Keeps what is known of a guest's visits, once for each accepted change of a reservation's status,
-- and the tags that follow from it. Tags that staff gave stay.
create or replace function dining.tg_reservations__stats()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update dining.customers as c
  set total_visits = c.total_visits + (new.status = 'completed')::integer,
    no_show_count = c.no_show_count + (new.status = 'no_show')::integer,
    cancel_count = c.cancel_count + (new.status = 'cancelled' and old.status <> 'draft')::integer,
    first_visit_at = case when new.status = 'completed'
      then least(c.first_visit_at, new.starts_at) else c.first_visit_at end,
    last_visit_at = case when new.status = 'completed'
      then greatest(c.last_visit_at, new.starts_at) else c.last_visit_at end
  where c.org_id = new.org_id and c.id = new.customer_id
    and new.status in ('completed', 'no_show', 'cancelled');
  return null;
end
$$;
revoke all on function dining.tg_reservations__stats() from public;
