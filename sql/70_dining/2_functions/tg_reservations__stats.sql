-- Keeps what is known of a guest's visits, once for each accepted change of a reservation: visits,
-- no-shows and cancellations by its status, and what the visits brought, also when that is known or
-- corrected later. A draft that is given up is no cancellation.
create or replace function dining.tg_reservations__stats()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_came constant integer :=
    (new.status = 'completed')::integer - (old.status = 'completed')::integer;
  v_old_spend constant integer := case when old.status = 'completed' then old.spend_amount end;
  v_new_spend constant integer := case when new.status = 'completed' then new.spend_amount end;
begin
  if new.status not in ('completed', 'no_show', 'cancelled') then
    return null;
  end if;
  update dining.customers as c
  set total_visits = c.total_visits + v_came,
    no_show_count = c.no_show_count
      + (new.status = 'no_show' and old.status <> 'no_show')::integer,
    cancel_count = c.cancel_count
      + (new.status = 'cancelled' and old.status not in ('cancelled', 'draft'))::integer,
    first_visit_at = case when new.status = 'completed'
      then least(c.first_visit_at, new.starts_at) else c.first_visit_at end,
    last_visit_at = case when new.status = 'completed'
      then greatest(c.last_visit_at, new.starts_at) else c.last_visit_at end,
    spend_visits = c.spend_visits
      + (v_new_spend is not null)::integer - (v_old_spend is not null)::integer,
    total_spend = c.total_spend + coalesce(v_new_spend, 0) - coalesce(v_old_spend, 0)
  where c.org_id = new.org_id and c.id = new.customer_id;
  return null;
end
$$;
revoke all on function dining.tg_reservations__stats() from public;
