-- Up to `p_most` orders of which the buyer's name has what is looked for in it, and as many of
-- which a participant's has. What is looked for is not known when this is planned, which is once;
-- so the settings lead to the index for parts of names, and away from going through all orders.
create or replace function sales.orders_by_name(p_search sales.order_search, p_most integer)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  set enable_seqscan = 'off'
  set enable_indexscan = 'off'
as $$
declare
  v_people uuid[];
begin
  v_people := array(
    select p.id
    from sales.participants as p
    where p.org_id = p_search.org_id
      and (
        p.first_name || ' ' || p.last_name ilike p_search.name
        or p.first_name || ' ' || p.last_name ilike p_search.name_inside
      )
      and p.deleted_at is null
    limit p_most
  );
  return array(
    select o.id
    from sales.orders as o
    where o.org_id = p_search.org_id
      and (o.purchaser_name ilike p_search.name or o.purchaser_name ilike p_search.name_inside)
    limit p_most
  ) || array(
    select r.order_id
    from sales.registrations as r
    where r.org_id = p_search.org_id and r.participant_id = any (v_people)
    limit p_most
  );
end
$$;
revoke all on function sales.orders_by_name(sales.order_search, integer) from public;
