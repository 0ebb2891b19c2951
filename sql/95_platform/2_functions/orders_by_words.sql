-- Ids of up to about `p_most` orders of all orgs, or of one, that have what is looked for: a whole
-- id of ours or of the provider; the beginning of the order number, of the buyer's or a
-- participant's e-mail address; part of a name. By the indexes of orgs, one look per org.
create or replace function platform.orders_by_words(
  p_search sales.order_search,
  p_words text,
  p_most integer
)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set enable_seqscan = 'off'
as $$
declare
  v_orgs uuid[] := case when p_search.org_id is not null then array[p_search.org_id]
    else array(select g.id from tenancy.orgs as g) end;
  v_email_end text := p_search.email || U&'\+10FFFF';
  v_ids uuid[] := '{}';
begin
  if pg_input_is_valid(p_words, 'uuid') then
    return array[p_words::uuid];
  elsif p_words ~ '^tr_[A-Za-z0-9]{1,40}$' then
    return array(
      select p.payable_id
      from payments.payments as p
      where p.provider = 'mollie' and p.provider_payment_id = p_words);
  end if;
  if p_search.order_number is not null then
    v_ids := array(
      select o.id
      from unnest(v_orgs) as g (id)
      join sales.orders as o on o.org_id = g.id
      where o.order_number between p_search.order_number and rpad(p_search.order_number, 11, 'Z')
      limit p_most);
  end if;
  if p_search.email is not null then
    v_ids := v_ids || array(
      select o.id
      from unnest(v_orgs) as g (id)
      join sales.orders as o on o.org_id = g.id
      where o.email operator(pg_catalog.~>=~) p_search.email
        and o.email operator(pg_catalog.~<~) v_email_end
      limit p_most
    ) || array(
      select r.order_id
      from unnest(v_orgs) as g (id)
      join sales.participants as p on p.org_id = g.id
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      where p.email operator(pg_catalog.~>=~) p_search.email
        and p.email operator(pg_catalog.~<~) v_email_end
        and p.deleted_at is null
      limit p_most);
  end if;
  if p_search.name is not null then
    v_ids := v_ids || array(
      select o.id
      from sales.orders as o
      where (o.purchaser_name ilike p_search.name or o.purchaser_name ilike p_search.name_inside)
        and (p_search.org_id is null or o.org_id = p_search.org_id)
      limit p_most);
  end if;
  return v_ids;
end
$$;
revoke all on function platform.orders_by_words(sales.order_search, text, integer) from public;
