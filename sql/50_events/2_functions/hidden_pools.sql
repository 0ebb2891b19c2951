-- The limits of what orgs have deleted, or of what is hidden with what it belongs to: a pool has
-- the id of what it limits. For events.hidden().
create or replace function events.hidden_pools(p_org_ids uuid[])
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
begin
  return query
    select h.id
    from unnest(array['ticket_type', 'product', 'promo_code', 'wave']) as k (kind)
    cross join events.hidden(k.kind) as h (id)
    union
    select t.id from events.price_tiers as t
    where t.org_id = any (p_org_ids) and t.deleted_at is not null
    union
    select t.id from events.hidden('ticket_type') as h (id)
    join events.price_tiers as t on t.org_id = any (p_org_ids) and t.ticket_type_id = h.id
    union
    select v.id from events.product_variants as v
    where v.org_id = any (p_org_ids) and v.deleted_at is not null
    union
    select v.id from events.hidden('product') as h (id)
    join events.product_variants as v on v.org_id = any (p_org_ids) and v.product_id = h.id;
end
$$;
revoke all on function events.hidden_pools(uuid[]) from public;
