-- Orders that keep places although their time is up and nobody asked the provider either.
create or replace view sales.trouble_orders as
select o.id::text as id, o.release_at as since
from sales.orders as o
where o.status = 'pending' and o.release_at < core.clock() - interval '10 minutes';
revoke all on sales.trouble_orders from anon, authenticated, service_role;
comment on view sales.trouble_orders is 'Pending orders far past their hold.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('orders_keep_places', 'sales.trouble_orders',
  'Unpaid orders keep their places although their time is up.', 'sales.sweep_expired_orders',
  'entree heal orders_keep_places');
