-- A page of the orders that are looked for, the newest first: those placed before the one with
-- (`p_before_at`, `p_before_id`). What few orders match is found by index and put in order; what
-- many match soon turns up while going through them from the newest on.
create or replace function sales.found_orders(
  p_search sales.order_search,
  p_before_at timestamptz,
  p_before_id uuid,
  p_limit integer
)
  returns setof sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  c_few constant integer := 2000;
  v_ids uuid[];
  v_is_few boolean := false;
begin
  if p_search.has_words then
    v_ids := sales.orders_by_key(p_search, c_few);
    if cardinality(v_ids) < c_few and p_search.name is not null
      and (length(p_search.order_number) = 10 and v_ids <> '{}') is not true
    then
      v_ids := v_ids || sales.orders_by_name(p_search, c_few);
    end if;
    v_is_few := cardinality(v_ids) < c_few;
  end if;
  if v_is_few then
    return query
      -- Apart, so that they are read by their ids and nothing is gone through in order for them.
      with few as materialized (
        select o.* from sales.orders as o where o.org_id = p_search.org_id and o.id = any (v_ids)
      )
      select o.*
      from few as o
      where (o.created_at, o.id) < (p_before_at, p_before_id)
        and o.created_at >= p_search.placed_from and o.created_at < p_search.placed_to
        and (p_search.event_id is null or o.event_id = p_search.event_id)
        and (p_search.statuses is null or o.status = any (p_search.statuses))
      order by o.created_at desc, o.id desc
      limit p_limit;
  elsif p_search.event_id is not null then
    return query
      select o.*
      from sales.orders as o
      where o.org_id = p_search.org_id
        and o.event_id = p_search.event_id
        and (o.created_at, o.id) < (p_before_at, p_before_id)
        and o.created_at >= p_search.placed_from and o.created_at < p_search.placed_to
        and (p_search.statuses is null or o.status = any (p_search.statuses))
        and (not p_search.has_words or sales.has_words(o, p_search))
      order by o.created_at desc, o.id desc
      limit p_limit;
  else
    return query
      select o.*
      from sales.orders as o
      where o.org_id = p_search.org_id
        and (o.created_at, o.id) < (p_before_at, p_before_id)
        and o.created_at >= p_search.placed_from and o.created_at < p_search.placed_to
        and (p_search.statuses is null or o.status = any (p_search.statuses))
        and (not p_search.has_words or sales.has_words(o, p_search))
      order by o.created_at desc, o.id desc
      limit p_limit;
  end if;
end
$$;
revoke all on function sales.found_orders(
  sales.order_search, timestamptz, uuid, integer) from public;
