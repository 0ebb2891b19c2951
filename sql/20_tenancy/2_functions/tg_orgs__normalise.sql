-- Brings what describes an org into its stored form, whether a function or a client's PATCH writes
-- it, and refuses with a sentence what the table's checks would refuse without one. Definer,
-- because the slugs of other orgs are invisible to the caller.
create or replace function tenancy.tg_orgs__normalise()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.name := core.require_text('name', new.name, 120);
  new.slug := lower(core.require_text('slug', new.slug, 63));
  if new.slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'slug', 'reason', 'it consists of letters a-z, digits and single hyphens'));
  end if;
  if coalesce(btrim(new.email), '') = '' then
    new.email := null;
  else
    new.email := core.require_email('email', new.email);
  end if;
  new.language := lower(core.require_text('language', new.language, 2));
  if new.language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it is nl or en'));
  end if;
  new.country := upper(core.require_text('country', new.country, 2));
  if new.country !~ '^[A-Z]{2}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'country', 'reason', 'it is a code of two letters (ISO 3166-1), such as NL'));
  end if;
  new.time_zone := core.require_text('time_zone', new.time_zone, 100);
  if not core.is_time_zone(new.time_zone) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'time_zone', 'reason', 'it is the name of an IANA time zone'));
  end if;
  -- tenancy.create_org() meets a taken slug by its constraint; a client's PATCH meets it here.
  if tg_op = 'UPDATE' and exists (
    select 1 from tenancy.orgs as o where o.slug = new.slug and o.id <> new.id
  ) then
    perform core.fail('slug_taken', jsonb_build_object('slug', new.slug));
  end if;
  return new;
end
$$;
revoke all on function tenancy.tg_orgs__normalise() from public;
