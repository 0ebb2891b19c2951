create or replace view public.locations
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.name,
  s.slug,
  s.description,
  s.address,
  s.postal_code,
  s.city,
  s.country,
  s.time_zone,
  s.email,
  s.phone_number,
  s.language,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.locations as s;
revoke all on public.locations from anon, authenticated, service_role;
grant select on public.locations to authenticated;
grant insert (
  org_id, name, slug, description, address, postal_code, city, country, time_zone, email,
  phone_number, language, is_active
) on public.locations to authenticated;
grant update (
  name, slug, description, address, postal_code, city, country, time_zone, email, phone_number,
  language, is_active
) on public.locations to authenticated;
comment on view public.locations is
  'Restaurants of the org: for staff; insert and update with dining.manage. A new one has settings, the policy set Standaard and the ticket Regular. Visitors use get_location.';
comment on column public.locations.time_zone is
  'IANA name; shifts, slots and service dates are wall-clock time there.';
comment on column public.locations.slug is
  'The location''s part of an address; made from the name when left out.';
