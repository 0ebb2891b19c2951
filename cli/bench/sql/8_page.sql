-- The floor that the page of an event is measured against: the columns that it tells, of the same
-- rows, in Dutch and as JSON, by one query without any rule.
create function bench.read_event(p_event_id uuid)
  returns json
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select json_build_object(
    'event', (
      select row_to_json(r) from (
        select e.id, e.slug, e.sport, e.location_name, e.location_address, e.time_zone, e.starts_at,
          e.ends_at, e.status) as r
    ),
    'org', (
      select row_to_json(r) from (
        select o.id, o.name, o.slug, o.suspended_at from tenancy.orgs as o
        where o.id = e.org_id) as r
    ),
    'settings', (
      select row_to_json(r) from (
        select s.hold_minutes, s.required_profile_fields, s.edits_close_at, s.teams_close_at,
          s.transfers_allowed, s.waitlist_is_open, s.service_fee_rate, s.service_fee_minimum,
          s.service_fee_maximum, s.service_fee_vat_rate, s.terms_version, s.terms_nl
        from events.event_settings as s
        where s.org_id = e.org_id and s.event_id = e.id) as r
    ),
    'texts', (
      select row_to_json(r) from (
        select c.title, c.description, c.location
        from events.event_contents as c
        where c.org_id = e.org_id and c.event_id = e.id and c.language = 'nl') as r
    ),
    'faq', (
      select json_agg(row_to_json(r)) from (
        select f.id, f.language, f.question, f.answer
        from events.faq_entries as f
        where f.org_id = e.org_id and f.event_id = e.id and f.language = 'nl'
        order by f.sort_order) as r
    ),
    'images', (
      select json_agg(row_to_json(r)) from (
        select i.id, i.reference, i.alt_nl
        from events.event_images as i
        where i.org_id = e.org_id and i.event_id = e.id
        order by i.sort_order) as r
    ),
    'ticket_types', (
      select json_agg(row_to_json(r)) from (
        select t.id, t.name, t.description, t.price, t.currency, t.vat_rate, t.sales_start,
          t.sales_end, t.min_per_order, t.max_per_order, t.min_age, t.max_age, t.requires_licence,
          t.licence_pattern, t.team_min, t.team_max
        from events.ticket_types as t
        where t.org_id = e.org_id and t.event_id = e.id
        order by t.sort_order) as r
    ),
    'price_tiers', (
      select json_agg(row_to_json(r)) from (
        select p.id, p.ticket_type_id, p.name, p.price, p.starts_at, p.ends_at
        from events.ticket_types as t
        join events.price_tiers as p on p.org_id = t.org_id and p.ticket_type_id = t.id
        where t.org_id = e.org_id and t.event_id = e.id
        order by p.sort_order) as r
    ),
    'waves', (
      select json_agg(row_to_json(r)) from (
        select w.id, w.name, w.starts_at
        from events.waves as w
        where w.org_id = e.org_id and w.event_id = e.id
        order by w.starts_at) as r
    ),
    'products', (
      select json_agg(row_to_json(r)) from (
        select p.id, p.ticket_type_id, p.scope, p.name, p.description, p.price, p.vat_rate,
          p.is_required, p.max_quantity, p.personalisation_label, p.personalisation_max_length
        from events.products as p
        where p.org_id = e.org_id and p.event_id = e.id
        order by p.sort_order) as r
    ),
    'variants', (
      select json_agg(row_to_json(r)) from (
        select v.id, v.product_id, v.name, v.price
        from events.products as p
        join events.product_variants as v on v.org_id = p.org_id and v.product_id = p.id
        where p.org_id = e.org_id and p.event_id = e.id
        order by v.sort_order) as r
    ),
    'questions', (
      select json_agg(row_to_json(r)) from (
        select q.id, q.ticket_type_id, v.version, v.kind, v.label_nl, v.help_nl, v.is_required,
          v.options, v.rules, v.condition
        from events.questions as q
        join events.question_versions as v
          on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
        where q.org_id = e.org_id and q.event_id = e.id
        order by q.sort_order) as r
    ),
    'waivers', (
      select json_agg(row_to_json(r)) from (
        select w.version, w.text_nl, w.guardian_below_age
        from events.waivers as w
        where w.org_id = e.org_id and w.event_id = e.id) as r
    ),
    'availability', (
      select json_object_agg(r.pool_id, r.remaining) from (
        select l.pool_id, sum(l.remaining) as remaining
        from events.capacity_pools as p
        join events.capacity_lanes as l on l.org_id = p.org_id and l.pool_id = p.id
        where p.org_id = e.org_id and p.event_id = e.id
        group by l.pool_id) as r
    )
  )
  from events.events as e
  where e.id = p_event_id
$$;
grant execute on function bench.read_event(uuid) to anon;

-- The same through PostgREST.
create function public.bench_read_event(event_id uuid)
  returns json
  language sql
  stable
  security invoker
  set search_path = ''
as $$ select bench.read_event(bench_read_event.event_id) $$;
grant execute on function public.bench_read_event(uuid) to anon;

-- How many rows of each kind the page of the triathlon tells, and how many the bare read.
create function bench.compare_pages(out name text, out told integer, out bare integer)
  returns setof record
  language sql
  stable
  set search_path = ''
as $$
  select
    l.name,
    jsonb_array_length(jsonb_path_query_array(page.told, l.path)),
    jsonb_array_length(coalesce(nullif(page.bare -> l.name, 'null'), '[]'))
  from (
    select public.get_event(event_id => bench.id(3, 1)) as told,
      bench.read_event(bench.id(3, 1))::jsonb as bare
  ) as page
  cross join (
    values
      ('ticket_types', 'strict $.ticket_types[*]'::jsonpath),
      ('price_tiers', 'strict $.ticket_types[*].**.price_tier_id'),
      ('waves', 'strict $.waves[*]'),
      ('products', 'strict $.products[*]'),
      ('variants', 'strict $.products[*].variants[*]'),
      ('questions', 'strict $.questions[*]'),
      ('faq', 'strict $.faq[*]'),
      ('images', 'strict $.images[*]')
  ) as l (name, path)
$$;
