-- A slug for a name that no row of the org in a table has yet: `city-run`, `city-run-2`, ... The
-- table has the columns org_id and slug; `p_otherwise` is for names without letters and digits.
create or replace function core.free_slug(
  p_table regclass,
  p_org_id uuid,
  p_name text,
  p_otherwise text
)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_base constant text := coalesce(nullif(core.slugify(p_name), ''), p_otherwise);
  v_slug text := v_base;
  v_number integer := 1;
  v_is_taken boolean;
begin
  loop
    execute format(
      'select exists (select from %s as t where t.org_id = $1 and t.slug = $2)', p_table)
    into v_is_taken
    using p_org_id, v_slug;
    exit when not v_is_taken;
    v_number := v_number + 1;
    v_slug := v_base || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
revoke all on function core.free_slug(regclass, uuid, text, text) from public;
