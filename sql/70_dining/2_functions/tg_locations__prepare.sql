-- Completes and checks a location before it is written: the slug is made from the name when left
-- out, the time zone must be one that Postgres knows, the country one that there is.
create or replace function dining.tg_locations__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.name := core.require_text('name', new.name, 200);
  if coalesce(new.slug, '') = '' then
    new.slug := core.free_slug('dining.locations', new.org_id, new.name, 'location');
  end if;
  if not core.is_time_zone(new.time_zone) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'time_zone', 'reason', 'it is not an IANA time zone such as Europe/Amsterdam'));
  end if;
  if not core.is_country(new.country) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'country', 'reason', 'it is not a country code such as NL'));
  end if;
  if new.email is not null then
    new.email := core.require_email('email', new.email);
  end if;
  if new.phone_number is not null then
    new.phone_number := core.phone_number(new.phone_number);
    if new.phone_number is null then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'phone_number', 'reason', 'it is not a phone number such as +31 20 1234567'));
    end if;
  end if;
  return new;
end
$$;
revoke all on function dining.tg_locations__prepare() from public;
