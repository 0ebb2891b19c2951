create or replace view public.products_per_person
with (security_invoker = true) as
select
  i.org_id,
  o.event_id,
  i.id as order_item_id,
  i.order_id,
  o.order_number,
  i.product_id,
  i.variant_id,
  i.name as product,
  i.personalisation,
  o.purchaser_name,
  o.email,
  r.id as registration_id,
  p.first_name,
  p.last_name,
  b.number as bib_number,
  r.ticket_type_id,
  i.quantity - i.refunded_quantity - i.forgone_quantity as quantity
from sales.order_items as i
join sales.orders as o on o.org_id = i.org_id and o.id = i.order_id
left join sales.order_items as t
  on t.org_id = i.org_id and t.order_id = i.order_id and t.line = i.for_line
left join sales.registrations as r
  on r.org_id = i.org_id and r.order_item_id = t.id
  and r.status in ('pending', 'paid') and (
    (r.team_id is null and r.position = i.for_position)
    or (r.position = 1 and exists (
      select
      from sales.teams as g
      where g.org_id = r.org_id and g.id = r.team_id and g.position = i.for_position))
  )
left join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
where i.kind = 'product' and o.status in ('paid', 'partially_refunded')
  and i.refunded_quantity + i.forgone_quantity < i.quantity
  -- What came along to another order is handed out there.
  and not exists (
    select
    from sales.order_items as n
    join sales.orders as c on c.org_id = n.org_id and c.id = n.order_id
    where n.org_id = i.org_id and n.from_item_id = i.id and c.paid_at is not null
  );
revoke all on public.products_per_person from anon, authenticated, service_role;
grant select on public.products_per_person to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.products_per_person
  for each row execute function core.tg__read_only();
comment on view public.products_per_person is
  'What is to be handed out, to whom: products that were paid for, and neither refunded nor given up, for staff with orders.read. Who takes part is null for a product of the order itself, and without registrations.read.';
comment on column public.products_per_person.product is 'Product and variant, as they were sold.';
