-- Everything that the page and the order form of a published event need, in one answer: by id, or
-- by the slugs of org and event; in a language, or the browser's. Raises event_not_found for
-- anything else, drafts included, and invalid_field for other languages. A `max_quantity` is what
-- one order (ticket, for products) can have now; how many are left or sold is the organiser's
-- business. A fixed number of queries, however much there is.
create or replace function events.event_page(
  p_event_id uuid,
  p_org_slug text,
  p_slug text,
  p_language text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_language text := core.request_language(p_language);
  v_event events.events;
  v_org tenancy.orgs;
  v_rooms jsonb;
begin
  select e.* into v_event
  from events.events as e
  where e.id = coalesce(p_event_id, (
      select s.id
      from tenancy.orgs as o
      join events.events as s on s.org_id = o.id
      where o.slug = p_org_slug and s.slug = p_slug
    ))
    and e.deleted_at is null
    and e.status in ('published', 'closed', 'cancelled')
    and e.published_at is not null;
  select o.* into v_org
  from tenancy.orgs as o
  where o.id = v_event.org_id and o.deleted_at is null;
  if not found then
    perform core.fail('event_not_found', jsonb_build_object(
      'event_id', coalesce(p_event_id::text, p_slug)));
  end if;
  v_rooms := events.pool_rooms(v_event.org_id, v_event.id);
  return jsonb_build_object(
    'event_id', v_event.id,
    'org', jsonb_build_object('org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug),
    'slug', v_event.slug,
    'sport', v_event.sport,
    'location_name', v_event.location_name,
    'location_address', v_event.location_address,
    'time_zone', v_event.time_zone,
    'starts_at', v_event.starts_at,
    'ends_at', v_event.ends_at,
    'status', v_event.status,
    'settings', events.page_settings(v_event, v_language),
    'ticket_types', events.page_ticket_types(
      v_event, v_rooms, v_org.suspended_at is not null, core.clock()),
    'waves', events.page_waves(v_event, v_rooms),
    'products', events.page_products(v_event, v_rooms),
    'questions', events.page_questions(v_event, v_language),
    'waiver', events.page_waiver(v_event, v_language)
  ) || events.page_texts(v_event, v_language);
end
$$;
revoke all on function events.event_page(uuid, text, text, text) from public;
grant execute on function events.event_page(uuid, text, text, text)
  to anon, authenticated, service_role;
