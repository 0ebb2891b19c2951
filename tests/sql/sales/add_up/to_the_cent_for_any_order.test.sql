begin;
select plan(9);

-- 10,000 random carts of 1 to 6 lines, each with random prices, quantities and VAT, under random
-- fees and promo codes; always the same ones.
select setseed(0.42);
create temporary table offers on commit drop as
select
  n,
  sales.add_up(
    case when n % 4 = 0 then bare.offer
      else sales.apply_promo_code(bare.offer, code.promo_code) end,
    fee.settings) as offer,
  code.promo_code,
  fee.settings
from generate_series(1, 10000) as n
cross join lateral (
  select row(
    array(
      select row(
        case when random() < 0.7 or l = 1 then 'ticket' else 'product' end, gen_random_uuid(), null,
        null, null, null, null, 'Line', null, 1 + floor(random() * 9)::integer,
        case when random() < 0.1 then 0 else floor(random() * 30000)::integer end, 0,
        (array[0, 900, 2100, floor(random() * 10000)::integer])[1 + floor(random() * 4)::integer], 0
      )::sales.order_line
      from generate_series(1, 1 + (n + floor(random() * 6))::integer % 6) as l
    ),
    null, null, null, null, null, null, null, null, null, null
  )::sales.offer as offer
) as bare
cross join lateral (
  select jsonb_populate_record(null::events.promo_codes, jsonb_build_object(
    'org_id', gen_random_uuid(), 'id', gen_random_uuid(), 'code', 'ANY',
    'kind', (array['percentage', 'amount'])[1 + n % 2],
    'scope', (array['order', 'ticket'])[1 + n / 2 % 2],
    'value', 1 + floor(random() * 10000)::integer)) as promo_code
) as code
cross join lateral (
  select jsonb_populate_record(null::events.event_settings, jsonb_build_object(
    'service_fee_rate', floor(random() * 1000)::integer,
    'service_fee_minimum', floor(random() * 200)::integer,
    'service_fee_maximum', case when n % 3 > 0 then 200 + floor(random() * 1000)::integer end,
    'service_fee_vat_rate', 2100)) as settings
) as fee;
create temporary table lines on commit drop as
select o.n, l.*
from offers as o
cross join unnest((o.offer).lines) with ordinality as l (
  kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
  personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, line
);

select is(count(*), 10000::bigint, 'ten thousand orders') from offers;
select is_empty(
  'select * from lines where discount_amount not between 0 and quantity * unit_amount',
  'no line costs less than nothing');
select is_empty(
  'select * from lines where discount_amount > 0 and kind = ''product''',
  'a promo code is for tickets');
select is_empty(
  $$ select * from lines
    where abs(
      vat_amount
        - (quantity * unit_amount - discount_amount)::numeric * vat_rate / (10000 + vat_rate)) > 0.5 $$,
  'the VAT of a line is what it holds, to the nearest cent');
select is_empty(
  $$ select o.n from offers as o join lines as l using (n)
    group by o.n, o.offer
    having (o.offer).subtotal_amount <> sum(l.quantity * l.unit_amount)
      or (o.offer).discount_amount <> sum(l.discount_amount)
      or (o.offer).vat_amount <> sum(l.vat_amount) + (o.offer).service_fee_vat_amount $$,
  'the order is the sum of its lines');
select is_empty(
  $$ select n from offers
    where (offer).total_amount
      <> (offer).subtotal_amount - (offer).discount_amount + (offer).service_fee_amount $$,
  'what is paid is lines less discount and fee');
select is_empty(
  $$ select n from offers
    where (offer).service_fee_amount <> case
      when (offer).subtotal_amount = (offer).discount_amount then 0
      else least(
        greatest(
          round(((offer).subtotal_amount - (offer).discount_amount)
            * (settings).service_fee_rate / 10000.0),
          (settings).service_fee_minimum),
        (settings).service_fee_maximum) end $$,
  'the fee is within its limits, and nothing for an order that costs nothing');
select is_empty(
  $$ select o.n
    from offers as o
    join (
      select n, sum(quantity * unit_amount) as base, sum(quantity) as tickets
      from lines where kind = 'ticket' group by n
    ) as t using (n)
    where (o.promo_code).scope = 'order' and o.n % 4 > 0
      and (o.offer).discount_amount <> case (o.promo_code).kind
        when 'percentage' then round(t.base * (o.promo_code).value / 10000.0)
        else least((o.promo_code).value, t.base) end $$,
  'what comes off an order is what the code says, whatever the lines');
select is_empty(
  $$ select o.n
    from offers as o
    join (
      select n, sum(quantity) as tickets from lines where kind = 'ticket' group by n
    ) as t using (n)
    where o.n % 4 > 0
      and (o.offer).promo_uses <> case (o.promo_code).scope when 'order' then 1 else t.tickets end $$,
  'once for an order, or once for each ticket');

select * from finish();
rollback;
