-- The bench's own schema, in databases of the bench only. Functions that are called for every row
-- have no settings of their own: so the planner can put their bodies in their place.

create schema bench;
comment on schema bench is 'Data and baselines of the bench; never part of an installation.';
grant usage on schema bench to anon, authenticated, service_role;

-- Ids that can be computed: row `p_number` of a kind. Ordered as those of core.new_id() are, and
-- older than any of them. Kinds: 1 user, 2 org, 3 event, 4 ticket type, 5 order, 6 order item,
-- 7 ticket instance, 8 payment, 9 payment event, 10 ticket type of the bench's own events,
-- 11 registration, 12 participant, 13 price tier, 14 product, 15 variant, 16 question; from 20 on
-- those of restaurants, in 9_dining.sql.
create function bench.id(p_kind integer, p_number bigint)
  returns uuid
  language sql
  immutable
as $$
  select (
    lpad(to_hex(p_kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(p_number), 12, '0')
  )::uuid
$$;

-- A code in the alphabet of core.random_code(), evenly spread and yet the same in every run.
create function bench.code(p_number bigint, p_length integer)
  returns text
  language sql
  immutable
as $$
  select left(
    translate(md5(p_number::text), '0123456789abcdef', '02468ACEGJMPRTWY'), p_length
  )
$$;

-- Org 0 belongs to the bench: only there is anything sold while it measures.
create function bench.own_org()
  returns uuid
  language sql
  immutable
as $$ select bench.id(2, 0) $$;

create function bench.own_ticket_type(p_number bigint)
  returns uuid
  language sql
  immutable
as $$ select bench.id(10, p_number) $$;

-- What Mollie says of a payment, about as long as Mollie says it.
create function bench.provider_payment(p_number bigint, p_payment_id uuid, p_status text)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'resource', 'payment', 'id', 'tr_' || bench.code(p_number, 10), 'mode', 'test',
    'createdAt', now(), 'paidAt', now(), 'status', p_status, 'isCancelable', false,
    'amount', jsonb_build_object('value', '50.00', 'currency', 'EUR'),
    'amountRefunded', jsonb_build_object('value', '0.00', 'currency', 'EUR'),
    'amountRemaining', jsonb_build_object('value', '50.00', 'currency', 'EUR'),
    'description', bench.code(p_number, 10) || ' City run', 'method', 'ideal',
    'metadata', jsonb_build_object(
      'payment_id', p_payment_id, 'order_number', bench.code(p_number, 10)),
    'locale', 'nl_NL', 'countryCode', 'NL', 'profileId', 'pfl_QkEhN94Ba',
    'sequenceType', 'oneoff', 'redirectUrl', 'https://example.org/order',
    'webhookUrl', 'https://example.org/functions/v1/mollie-webhook',
    'settlementAmount', jsonb_build_object('value', '50.00', 'currency', 'EUR'),
    'details', jsonb_build_object('consumerBic', 'INGBNL2A'),
    '_links', jsonb_build_object('self', jsonb_build_object(
      'href', 'https://api.mollie.com/v2/payments/tr_' || bench.code(p_number, 10),
      'type', 'application/hal+json'))
  )
$$;
