-- A slug for a name that no location of the org has yet: `de-haven`, `de-haven-2`, ...
create or replace function dining.free_slug(p_org_id uuid, p_name text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_base text := coalesce(nullif(core.slugify(p_name), ''), 'location');
  v_slug text := v_base;
  v_number integer := 1;
begin
  while exists (
    select from dining.locations as l where l.org_id = p_org_id and l.slug = v_slug
  ) loop
    v_number := v_number + 1;
    v_slug := v_base || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
revoke all on function dining.free_slug(uuid, text) from public;
