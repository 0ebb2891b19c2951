-- Whether an order has what is looked for: the same as orders_by_key() and orders_by_name() ask,
-- of one order.
create or replace function sales.has_words(p_order sales.orders, p_search sales.order_search)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_names text[] := array_remove(array[p_search.name, p_search.name_inside], null);
begin
  return coalesce(starts_with(p_order.email, p_search.email), false)
    or coalesce(starts_with(p_order.order_number, p_search.order_number), false)
    or coalesce(p_order.purchaser_name ilike any (v_names), false)
    or exists (
      select
      from sales.registrations as r
      left join sales.participants as p
        on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
      left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
      where r.org_id = p_order.org_id and r.order_id = p_order.id
        and (
          starts_with(p.email, p_search.email)
          or p.first_name || ' ' || p.last_name ilike any (v_names)
          or b.number = p_search.bib
        )
    );
end
$$;
revoke all on function sales.has_words(sales.orders, sales.order_search) from public;
