-- Orders of an org for staff with orders.read: those that the filters leave and that have the
-- words, the newest first, a page at a time. `p_cursor` is the last order of the page before. A
-- definer that authorises first, because under row level security no index helps to search text.
-- Raises invalid_field, and what tenancy.authorise() raises.
create or replace function sales.search_orders(
  p_org_id uuid,
  p_query text,
  p_status text[],
  p_from timestamptz,
  p_to timestamptz,
  p_event_id uuid,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_search sales.order_search;
  v_limit integer := coalesce(p_limit, 50);
  v_before_at timestamptz := 'infinity';
  v_orders sales.orders[];
begin
  perform tenancy.authorise(p_org_id, 'orders.read');
  perform core.require_range('limit', v_limit, 1, 200);
  v_search := sales.read_order_search(p_org_id, p_query, p_status, p_from, p_to, p_event_id);
  if p_cursor is not null then
    select o.created_at into v_before_at
    from sales.orders as o
    where o.org_id = p_org_id and o.id = p_cursor;
    if not found then
      perform core.fail('invalid_field',
        '{"field": "cursor", "reason": "it is no order of this organisation"}');
    end if;
  end if;
  v_orders := array(
    select o
    from sales.found_orders(
      v_search, v_before_at, coalesce(p_cursor, '00000000-0000-0000-0000-000000000000'),
      v_limit + 1) as o);
  return jsonb_build_object(
    'orders', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'order_id', o.id, 'order_number', o.order_number, 'event_id', o.event_id,
        'event', e.title, 'email', o.email, 'purchaser_name', o.purchaser_name,
        'status', o.status, 'settlement', o.settlement, 'total_amount', o.total_amount,
        'currency', o.currency, 'created_at', o.created_at, 'paid_at', o.paid_at)
        order by o.created_at desc, o.id desc), '[]')
      from unnest(v_orders[:v_limit]) as o
      join events.events as e on e.org_id = o.org_id and e.id = o.event_id
    ),
    'next_cursor', case when cardinality(v_orders) > v_limit then (v_orders[v_limit]).id end
  );
end
$$;
revoke all on function sales.search_orders(
  uuid, text, text[], timestamptz, timestamptz, uuid, uuid, integer) from public;
grant execute on function sales.search_orders(
  uuid, text, text[], timestamptz, timestamptz, uuid, uuid, integer) to authenticated;
