-- Up to `p_most` orders, or a few more, of which the buyer's or a participant's e-mail address or
-- the order number begins with what is looked for, or in which somebody wears the start number. A
-- whole order number leads to its order alone. Each statement is a range of one index, so one plan
-- of it serves every request.
create or replace function sales.orders_by_key(p_search sales.order_search, p_most integer)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_email_end text := p_search.email || U&'\+10FFFF';
  v_ids uuid[] := '{}';
begin
  if p_search.order_number is not null then
    v_ids := array(
      select o.id
      from sales.orders as o
      where o.org_id = p_search.org_id
        and o.order_number between p_search.order_number and rpad(p_search.order_number, 11, 'Z')
      limit p_most
    );
    if length(p_search.order_number) = 10 and v_ids <> '{}' then
      return v_ids;
    end if;
  end if;
  if p_search.email is not null then
    v_ids := v_ids || array(
      select o.id
      from sales.orders as o
      where o.org_id = p_search.org_id
        and o.email operator(pg_catalog.~>=~) p_search.email
        and o.email operator(pg_catalog.~<~) v_email_end
      limit p_most
    ) || array(
      select r.order_id
      from sales.participants as p
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      where p.org_id = p_search.org_id
        and p.email operator(pg_catalog.~>=~) p_search.email
        and p.email operator(pg_catalog.~<~) v_email_end
        and p.deleted_at is null
      limit p_most
    );
  end if;
  if p_search.bib is not null then
    v_ids := v_ids || array(
      select r.order_id
      from sales.bibs as b
      join sales.registrations as r on r.org_id = b.org_id and r.id = b.registration_id
      where b.org_id = p_search.org_id and b.number = p_search.bib and b.status = 'assigned'
    );
  end if;
  return v_ids;
end
$$;
revoke all on function sales.orders_by_key(sales.order_search, integer) from public;
