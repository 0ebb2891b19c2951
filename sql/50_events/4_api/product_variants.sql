create or replace view public.product_variants
with (security_invoker = true) as
select
  v.org_id,
  v.id,
  v.product_id,
  v.name,
  v.price,
  v.capacity,
  v.sort_order,
  v.is_active,
  v.created_at,
  v.updated_at,
  v.deleted_at
from events.product_variants as v
where v.deleted_at is null;
revoke all on public.product_variants from anon, authenticated, service_role;
grant select on public.product_variants to authenticated;
grant insert (
  org_id, product_id, name, price, capacity, sort_order, is_active
) on public.product_variants to authenticated;
grant update (name, price, capacity, sort_order, is_active, deleted_at)
  on public.product_variants to authenticated;
comment on view public.product_variants is
  'Sizes, colours and other kinds of products, for staff: insert and update with events.manage.';
comment on column public.product_variants.price is 'Cents, VAT included; null: the product''s price.';
comment on column public.product_variants.capacity is
  'Its own stock, beside that of the product; null is unlimited.';
comment on column public.product_variants.deleted_at is
  'Set it to delete the variant; an owner can restore it.';
