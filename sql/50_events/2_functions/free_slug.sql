-- A slug for a title that no event of the org has yet: `city-run`, `city-run-2`, ...
create or replace function events.free_slug(p_org_id uuid, p_title text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_base text;
  v_slug text;
  v_number integer := 1;
begin
  -- Accents fall off by decomposition; what is left of other scripts becomes a dash.
  v_base := lower(regexp_replace(normalize(p_title, nfd), '[\u0300-\u036f]', '', 'g'));
  v_base := left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 80);
  v_base := coalesce(nullif(rtrim(v_base, '-'), ''), 'event');
  v_slug := v_base;
  while exists (
    select 1 from events.events as e where e.org_id = p_org_id and e.slug = v_slug
  ) loop
    v_number := v_number + 1;
    v_slug := v_base || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
revoke all on function events.free_slug(uuid, text) from public;
