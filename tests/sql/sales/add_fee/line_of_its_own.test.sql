begin;
select plan(6);

create temporary table offer as
select o, (o).* from sales.add_fee(null, 'swap', 'nl', 250, 2100) as o;
select is((l).kind::text || ' ' || (l).name, 'fee Omwisselkosten', 'a line of its own')
from offer, unnest(lines) as l;
select is((subtotal_amount, discount_amount, vat_amount, total_amount), (250::bigint, 0::bigint,
  43::bigint, 250::bigint), 'is all that it costs') from offer;
create temporary table more as
select (m).* from offer, sales.add_fee(o, 'deferral', 'en', 1000, 900) as m;
select is((select array_agg((l).name) from more, unnest(lines) as l),
  array['Omwisselkosten', 'Deferral fee'], 'it comes after what is there');
select is((subtotal_amount, vat_amount, total_amount), (1250::bigint, 126::bigint, 1250::bigint),
  'and adds up') from more;
select is(sales.add_fee(o, 'swap', 'nl', 0, 2100), o,
  'no fee changes nothing') from offer;
select is((sales.add_fee(null, 'swap', 'nl', 0, 2100)).total_amount, 0::bigint,
  'and costs nothing');

select * from finish();
rollback;
