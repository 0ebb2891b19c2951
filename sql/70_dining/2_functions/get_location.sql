-- All that the page of a restaurant and its booking form need, for everybody: by id, or by the
-- slugs of org and location; in a language, or the browser's. Its tickets are those that guests can
-- book. Nothing of tables, of how many there are, or of who comes. Raises missing_field,
-- invalid_field, location_not_found, org_suspended.
create or replace function dining.get_location(
  p_location_id uuid,
  p_org_slug text,
  p_slug text,
  p_language text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_language constant text := core.request_language(p_language);
  v_location dining.locations;
  v_channels jsonb;
begin
  if p_location_id is null and p_slug is not null then
    select l.id into p_location_id
    from tenancy.orgs as o
    join dining.locations as l on l.org_id = o.id and l.is_active
    where o.slug = p_org_slug and o.deleted_at is null and l.slug = p_slug;
    if not found then
      perform core.fail('location_not_found', jsonb_build_object('location_id', p_slug));
    end if;
  end if;
  v_location := dining.find_location(p_location_id);
  select coalesce(jsonb_agg(c.channel order by c.channel), '[]') into v_channels
  from dining.reservation_settings as s
  cross join lateral unnest(s.channels_open) as c (channel)
  where s.org_id = v_location.org_id and s.location_id = v_location.id
    and dining.is_guest_channel(c.channel);
  return (
    select jsonb_build_object(
      'location_id', v_location.id,
      'org', jsonb_build_object('org_id', o.id, 'name', o.name, 'slug', o.slug),
      'name', v_location.name,
      'slug', v_location.slug,
      'description', v_location.description,
      'address', v_location.address,
      'postal_code', v_location.postal_code,
      'city', v_location.city,
      'country', v_location.country,
      'time_zone', v_location.time_zone,
      'email', v_location.email,
      'phone_number', v_location.phone_number,
      'channels', v_channels,
      'today', (core.clock() at time zone v_location.time_zone)::date,
      'tickets', case v_channels when '[]' then v_channels
        else dining.bookable_tickets(v_location, v_language) end)
    from tenancy.orgs as o
    where o.id = v_location.org_id
  );
end
$$;
revoke all on function dining.get_location(uuid, text, text, text) from public;
grant execute on function dining.get_location(uuid, text, text, text) to anon, authenticated;
