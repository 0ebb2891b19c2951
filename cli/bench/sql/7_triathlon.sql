-- The bench's second event, with all that a large one has: four ticket types with price tiers, three
-- products, one of them in four variants, five questions, texts in both languages. For orders with
-- full carts, and for its page. Made through the ordinary triggers.
create function bench.open_triathlon()
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.own_org();
  v_event_id constant uuid := bench.id(3, 1);
begin
  insert into events.events (org_id, id, title, description, location_name, starts_at, ends_at)
  values (
    v_org_id, v_event_id, 'Bench triathlon', repeat('Swim, ride and run by the lake. ', 20), 'Almere',
    now() + interval '40 days', now() + interval '41 days');
  update events.event_settings as s
  set required_profile_fields = array['birth_date', 'emergency_contact'],
    service_fee_rate = 250, service_fee_minimum = 50, service_fee_maximum = 750
  where s.org_id = v_org_id and s.event_id = v_event_id;
  insert into events.event_contents (org_id, event_id, language, title, description, location)
  select v_org_id, v_event_id, l.language, l.title, repeat(l.title || ' aan het water. ', 20), l.title
  from (values ('nl', 'Bench-triatlon'), ('en', 'Bench triathlon')) as l (language, title);
  insert into events.faq_entries (org_id, event_id, language, question, answer, sort_order)
  select v_org_id, v_event_id, l.language, format('Vraag %s', n), repeat('Antwoord. ', 20), n
  from unnest(array['nl', 'en']) as l (language)
  cross join generate_series(1, 5) as n;
  insert into events.event_images (org_id, event_id, reference, alt_nl, alt_en, sort_order)
  select v_org_id, v_event_id, format('events/triathlon-%s.jpg', n), 'De start', 'The start', n
  from generate_series(1, 3) as n;

  insert into events.ticket_types (
    org_id, id, event_id, name, description, price, vat_rate, capacity, sort_order
  )
  select
    v_org_id, bench.own_ticket_type(129 + t.place), v_event_id, t.name, repeat('Swim, ride, run. ', 5),
    t.price, 900, 1000000, t.place
  from (
    values (0, 'Sprint', 4500), (1, 'Olympic', 7500), (2, 'Middle', 12500), (3, 'Junior', 2500)
  ) as t (place, name, price);
  insert into events.price_tiers (
    org_id, id, ticket_type_id, name, price, starts_at, ends_at, capacity, sort_order
  )
  select
    v_org_id, bench.id(13, n * 2 + r.place), bench.own_ticket_type(129 + n), r.name,
    2500 + r.place * 500, r.starts_at, r.ends_at, 1000000, r.place
  from generate_series(0, 3) as n
  cross join (
    values
      (0, 'Early bird', null, now() + interval '9 days'),
      (1, 'Last weeks', now() + interval '9 days', null)
  ) as r (place, name, starts_at, ends_at);
  insert into events.products (
    org_id, id, event_id, scope, name, description, price, capacity, personalisation_label,
    personalisation_max_length, sort_order
  )
  select
    v_org_id, bench.id(14, p.place), v_event_id, p.scope::events.product_scope, p.name,
    repeat('Nice to have. ', 5), p.price, 1000000, p.label, length(p.label) + 10, p.place
  from (
    values
      (0, 'ticket', 'Shirt', 1995, null), (1, 'ticket', 'Engraving', 750, 'Name on the medal'),
      (2, 'order', 'Parking', 500, null)
  ) as p (place, scope, name, price, label);
  insert into events.product_variants (org_id, id, product_id, name, capacity, sort_order)
  select v_org_id, bench.id(15, v.place), bench.id(14, 0), v.name, 1000000, v.place
  from unnest(array['S', 'M', 'L', 'XL']) with ordinality as v (name, place);
  insert into events.questions (org_id, id, event_id, sort_order)
  select v_org_id, bench.id(16, n), v_event_id, n from generate_series(0, 4) as n;
  insert into events.question_versions (
    org_id, question_id, version, kind, label_nl, label_en, is_required, options, rules
  )
  select
    v_org_id, bench.id(16, q.place), 1, q.kind::events.question_kind, q.label, q.label, q.place < 3,
    q.options, q.rules::jsonb
  from (
    values
      (0, 'number', 'Minutes for 1 km of swimming', null, '{"min": 10, "max": 60}'),
      (1, 'choice', 'Wetsuit', bench.options('own', 'rented', 'none'), '{}'),
      (2, 'country', 'Where do you come from?', null, '{}'),
      (3, 'multiple_choice', 'What do you come by?', bench.options('train', 'car', 'bike'), '{}'),
      (4, 'text', 'Anything else?', null, '{"max_length": 200}')
  ) as q (place, kind, label, options, rules);
  update events.events as e
  set status = 'published', published_at = now()
  where e.org_id = v_org_id and e.id = v_event_id;
end
$$;

-- Options of a choice as questions have them.
create function bench.options(variadic p_values text[])
  returns jsonb
  language sql
  immutable
  set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('value', o, 'label_nl', o, 'label_en', o))
  from unnest(p_values) as o
$$;

-- The rows of one order with a full cart, as World.full_carts() has it, without any logic. The id of
-- a line serves for its registration and participant as well.
create function bench.insert_full_order()
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id constant uuid := bench.own_org();
  v_event_id constant uuid := bench.id(3, 1);
  v_id uuid := core.new_id();
  v_ids uuid[] := array[core.new_id(), core.new_id(), core.new_id(), core.new_id()];
  v_until timestamptz := now() + interval '15 minutes';
begin
  insert into bench.payables (org_id, id, kind, amount, currency)
  values (v_org_id, v_id, 'order', 13576, 'EUR');
  insert into bench.orders (
    org_id, id, event_id, order_number, email, purchaser_name, language, subtotal_amount,
    service_fee_amount, service_fee_vat_amount, service_fee_rule, vat_amount, total_amount, currency,
    public_token_hash, expires_at, release_at
  )
  values (
    v_org_id, v_id, v_event_id, right(v_id::text, 10), 'sam@example.org', 'Sam de Vries', 'nl',
    13245, 331, 57, '{"rate": 250, "minimum": 50, "maximum": 750, "vat_rate": 2100}', 1446, 13576,
    'EUR', sha256(uuid_send(v_id)), v_until, v_until);
  insert into bench.order_items (
    org_id, id, order_id, line, ticket_type_id, price_tier_id, name, quantity, unit_amount,
    total_amount, vat_rate, vat_amount
  )
  select
    v_org_id, v_ids[n], v_id, n, bench.own_ticket_type(128 + n), bench.id(13, n * 2 - 2), 'Sprint', 1,
    2500, 2500, 900, 206
  from generate_series(1, 4) as n;
  insert into bench.order_items (
    org_id, order_id, line, kind, product_id, variant_id, for_line, for_position, name,
    personalisation, quantity, unit_amount, total_amount, vat_rate, vat_amount
  )
  values
    (v_org_id, v_id, 5, 'product', bench.id(14, 2), null, null, null, 'Parking', null, 1, 500, 500,
      2100, 87),
    (v_org_id, v_id, 6, 'product', bench.id(14, 0), bench.id(15, 2), 1, 1, 'Shirt, M', null, 1,
      1995, 1995, 2100, 346),
    (v_org_id, v_id, 7, 'product', bench.id(14, 1), null, 2, 1, 'Engraving', 'Sam', 1, 750, 750,
      2100, 130);
  insert into bench.participants (
    org_id, id, first_name, last_name, email, gender, nationality, city, language
  )
  select
    v_org_id, v_ids[n], 'Sam', 'de Vries', 'sam@example.org', 'other', 'NL', 'Utrecht', 'nl'
  from generate_series(1, 4) as n;
  insert into bench.participant_details (
    org_id, participant_id, birth_date, emergency_name, emergency_phone
  )
  select v_org_id, v_ids[n], '1990-12-31', 'Kim de Vries', '+31612345678'
  from generate_series(1, 4) as n;
  insert into bench.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id,
    age_on_race_day
  )
  select
    v_org_id, v_ids[n], v_event_id, bench.own_ticket_type(128 + n), v_id, v_ids[n], 1, v_ids[n], 35
  from generate_series(1, 4) as n;
  insert into bench.registration_answers (org_id, registration_id, question_id, version, value)
  select v_org_id, v_ids[n], bench.id(16, a.place), 1, a.value
  from generate_series(1, 4) as n
  cross join (
    values
      (0, jsonb '23'), (1, '"rented"'), (2, '"NL"'), (3, '["train", "bike"]'),
      (4, '"I come with a friend."')
  ) as a (place, value);
  insert into bench.capacity_claims (org_id, order_id, pool_id, quantity)
  select v_org_id, v_id, own.pool_id, 1
  from (
    select unnest(array[bench.own_ticket_type(128 + n), bench.id(13, n * 2 - 2)])
    from generate_series(1, 4) as n
    union all
    values (bench.id(14, 0)), (bench.id(14, 1)), (bench.id(14, 2)), (bench.id(15, 2))
  ) as own (pool_id);
  insert into bench.audit_log (
    org_id, entity_type, entity_id, action, new_value, performed_by_type, address, user_agent
  )
  values (
    v_org_id, 'order', v_id::text, 'order.created',
    '{"event_id": "00000003-0000-7000-8000-000000000001", "order_number": "Z34QE8F3YZ",
      "status": "pending", "total_amount": 13576, "currency": "EUR", "language": "nl",
      "settlement": "provider"}',
    'guest', '192.0.2.1', 'bench');
  return v_id;
end
$$;
grant execute on function bench.insert_full_order() to anon;
