create or replace view public.products_to_hand_out
with (security_invoker = true) as
select
  i.org_id,
  o.event_id,
  i.product_id,
  i.variant_id,
  d.name as product,
  v.name as variant,
  sum(i.quantity - i.refunded_quantity - i.forgone_quantity)::integer as quantity
from sales.order_items as i
join sales.orders as o on o.org_id = i.org_id and o.id = i.order_id
left join events.products as d on d.org_id = i.org_id and d.id = i.product_id
left join events.product_variants as v on v.org_id = i.org_id and v.id = i.variant_id
where i.kind = 'product' and o.status in ('paid', 'partially_refunded')
  and i.refunded_quantity + i.forgone_quantity < i.quantity
  -- What came along to another order is handed out there.
  and not exists (
    select
    from sales.order_items as n
    join sales.orders as c on c.org_id = n.org_id and c.id = n.order_id
    where n.org_id = i.org_id and n.from_item_id = i.id and c.paid_at is not null
  )
group by i.org_id, o.event_id, i.product_id, i.variant_id, d.name, v.name;
revoke all on public.products_to_hand_out from anon, authenticated, service_role;
grant select on public.products_to_hand_out to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.products_to_hand_out
  for each row execute function core.tg__read_only();
comment on view public.products_to_hand_out is
  'How many of each product and variant were paid for and not refunded, per event, for staff with orders.read.';
