-- The part of an address made from a name: letters without their accents, digits, single hyphens,
-- at most 50 characters. Empty when the name has none of those.
create or replace function core.slugify(p_name text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_slug text := lower(regexp_replace(normalize(p_name, nfkd), '[\u0300-\u036f]', '', 'g'));
begin
  -- Letters that Unicode does not take apart.
  v_slug := replace(replace(replace(v_slug, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
  v_slug := translate(v_slug, 'øłđðı', 'olddi');
  v_slug := btrim(regexp_replace(v_slug, '[^a-z0-9]+', '-', 'g'), '-');
  return btrim(left(v_slug, 50), '-');
end
$$;
revoke all on function core.slugify(text) from public;
