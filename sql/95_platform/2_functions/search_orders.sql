-- requires: orders_by_words
-- Orders of all orgs, or of one, for platform admins, the newest first, a page at a time: those
-- that have the words (see orders_by_words) and are left by the filters; without words the newest
-- ones of the last 10000 that there are. `p_cursor` is the last order of the page before. What was
-- looked for is logged. Returns {orders, next_cursor}. Raises invalid_field, and what
-- require_platform_admin() raises.
create or replace function platform.search_orders(
  p_query text,
  p_org_id uuid,
  p_status text[],
  p_from timestamptz,
  p_to timestamptz,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_words text;
  v_search sales.order_search;
  v_limit integer := coalesce(p_limit, 50);
  v_cursor uuid := coalesce(p_cursor, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_ids uuid[];
  v_orders sales.orders[];
begin
  perform tenancy.require_platform_admin();
  v_words := core.optional_text('query', p_query, 254);
  perform core.require_range('limit', v_limit, 1, 200);
  v_search := sales.read_order_search(p_org_id, v_words, p_status, p_from, p_to, null);
  if v_words is not null then
    v_ids := platform.orders_by_words(v_search, v_words, 2000);
  else
    v_ids := array(
      select o.id
      from sales.orders as o
      where o.id < v_cursor and (p_org_id is null or o.org_id = p_org_id)
      order by o.id desc
      limit 10000);
  end if;
  v_orders := array(
    select o
    from sales.orders as o
    where o.id = any (v_ids) and o.id < v_cursor
      and (p_org_id is null or o.org_id = p_org_id)
      and (v_search.statuses is null or o.status = any (v_search.statuses))
      and o.created_at >= v_search.placed_from and o.created_at < v_search.placed_to
    order by o.id desc
    limit v_limit + 1);
  perform tenancy.log_admin_act(
    'orders.searched', p_org_id, 'order', null,
    jsonb_build_object('query', v_words, 'found', cardinality(v_orders[:v_limit])));
  return jsonb_build_object(
    'orders', platform.orders_json(v_orders[:v_limit]),
    'next_cursor', case when cardinality(v_orders) > v_limit then (v_orders[v_limit]).id end);
end
$$;
revoke all on function platform.search_orders(
  text, uuid, text[], timestamptz, timestamptz, uuid, integer) from public;
grant execute on function platform.search_orders(
  text, uuid, text[], timestamptz, timestamptz, uuid, integer) to authenticated;
