-- Keeps the pool of whatever has a limit in step with it: made together, with the same id, raised
-- or lowered afterwards, never below what is sold and held. The limit is the column `capacity`, or
-- `max_uses` of a promo code. No limit is a pool of a billion, so that sales are counted all the
-- same and a limit can still come later. A ticket type draws on its own pool
-- from the start, and on that of the plan's limit where its event has one.
create or replace function events.tg__pool()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
  v_limit text := case tg_table_name when 'promo_codes' then 'max_uses' else 'capacity' end;
  v_capacity integer := coalesce((v_new ->> v_limit)::integer, 1000000000);
  v_event_id uuid := v_new ->> 'event_id';
begin
  if tg_op = 'INSERT' then
    if tg_table_name = 'price_tiers' then
      select t.event_id into strict v_event_id
      from events.ticket_types as t
      where t.org_id = new.org_id and t.id = (v_new ->> 'ticket_type_id')::uuid;
    elsif tg_table_name = 'product_variants' then
      select p.event_id into strict v_event_id
      from events.products as p
      where p.org_id = new.org_id and p.id = (v_new ->> 'product_id')::uuid;
    end if;
    insert into events.capacity_pools (org_id, id, event_id, capacity)
    values (new.org_id, new.id, v_event_id, v_capacity);
    if tg_table_name = 'ticket_types' then
      insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
      values (new.org_id, new.id, new.id);
      insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
      select p.org_id, new.id, p.id
      from events.capacity_pools as p
      where p.org_id = new.org_id and p.id = v_event_id;
    end if;
  elsif v_new -> v_limit is distinct from to_jsonb(old) -> v_limit then
    perform events.set_capacity(new.org_id, new.id, v_capacity);
  end if;
  return null;
end
$$;
revoke all on function events.tg__pool() from public;
