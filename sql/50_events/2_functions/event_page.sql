-- Everything a visitor sees of a published event: by id, or by the slugs of org and event. Raises
-- event_not_found for anything else, drafts included. `max_quantity` is what one order can have
-- now; how many are left or sold is the organiser's business.
create or replace function events.event_page(p_event_id uuid, p_org_slug text, p_slug text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_event events.events;
  v_org tenancy.orgs;
begin
  select e.* into v_event
  from events.events as e
  where e.deleted_at is null
    and e.status in ('published', 'closed', 'cancelled')
    and e.published_at is not null
    and (
      e.id = p_event_id
      or (
        p_event_id is null
        and e.org_id = (select o.id from tenancy.orgs as o where o.slug = p_org_slug)
        and e.slug = p_slug
      )
    );
  if not found then
    perform core.fail('event_not_found', jsonb_build_object('event_id', coalesce(p_event_id::text, p_slug)));
  end if;
  select o.* into strict v_org from tenancy.orgs as o where o.id = v_event.org_id;
  return jsonb_build_object(
    'event_id', v_event.id,
    'org', jsonb_build_object('org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug),
    'title', v_event.title,
    'slug', v_event.slug,
    'sport', v_event.sport,
    'description', v_event.description,
    'location_name', v_event.location_name,
    'location_address', v_event.location_address,
    'time_zone', v_event.time_zone,
    'starts_at', v_event.starts_at,
    'ends_at', v_event.ends_at,
    'status', v_event.status,
    'ticket_types', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'ticket_type_id', t.id,
          'name', t.name,
          'description', t.description,
          'price', t.price,
          'currency', t.currency,
          'vat_rate', t.vat_rate,
          'sales_start', t.sales_start,
          'sales_end', coalesce(t.sales_end, v_event.starts_at),
          'min_per_order', t.min_per_order,
          'max_per_order', t.max_per_order,
          'state', s.state,
          'max_quantity', case s.state when 'on_sale'
            then least(t.max_per_order, a.available) else 0 end
        ) order by t.sort_order, t.price, t.id), '[]')
      from events.ticket_types as t
      join events.availability(v_event.org_id, array[v_event.id]) as a on a.ticket_type_id = t.id
      cross join lateral (
        select case
          when v_org.suspended_at is not null then 'ended'
          when events.sale_state(v_event, t, v_now) <> 'on_sale' then events.sale_state(v_event, t, v_now)
          when a.available < t.min_per_order then 'sold_out'
          else 'on_sale'
        end as state
      ) as s
      where t.org_id = v_event.org_id
        and t.event_id = v_event.id
        and t.is_active
        and t.deleted_at is null
    )
  );
end
$$;
revoke all on function events.event_page(uuid, text, text) from public;
grant execute on function events.event_page(uuid, text, text) to anon, authenticated, service_role;
