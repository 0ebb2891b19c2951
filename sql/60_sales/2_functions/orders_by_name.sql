-- Up to `p_most` orders of which the buyer's name has what is looked for in it, and as many of
-- which a participant's has. Planned for each request, because names differ in how common they are.
create or replace function sales.orders_by_name(p_search sales.order_search, p_most integer)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_org_id uuid := p_search.org_id;
  v_name text := p_search.name;
  v_inside text := p_search.name_inside;
begin
  if v_name is null then
    return '{}';
  end if;
  return array(
    (
      select o.id
      from sales.orders as o
      where o.org_id = v_org_id
        and (o.purchaser_name ilike v_name or o.purchaser_name ilike v_inside)
      limit p_most
    )
    union all
    (
      select r.order_id
      from sales.participants as p
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      where p.org_id = v_org_id
        and (
          p.first_name || ' ' || p.last_name ilike v_name
          or p.first_name || ' ' || p.last_name ilike v_inside
        )
        and p.deleted_at is null
      limit p_most
    )
  );
end
$$;
revoke all on function sales.orders_by_name(sales.order_search, integer) from public;
