-- Founds an org; the signed-in user becomes its first owner, and is welcomed by mail. Without a
-- slug one is made from the name, with something added when that is taken. Called by
-- public.create_org(). Raises sign_in_required, rate_limited, missing_field, invalid_field,
-- invalid_email, slug_taken.
create or replace function tenancy.create_org(
  p_name text,
  p_slug text,
  p_email text,
  p_language text,
  p_country text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_account record := tenancy.require_account();
  v_user_id uuid := v_account.user_id;
  v_name text := core.require_text('name', p_name, 120);
  v_wanted_slug text := core.optional_text('slug', p_slug, 63);
  v_made_slug text := coalesce(nullif(core.slugify(v_name), ''), 'org');
  v_slug text := coalesce(v_wanted_slug, v_made_slug);
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('create_org', v_user_id::text);
  loop
    -- One statement, so that the org has its owner whenever its constraints are checked.
    with founded as (
      insert into tenancy.orgs (name, slug, email, language, country, created_by)
      values (
        v_name, v_slug, p_email, coalesce(core.optional_text('language', p_language, 2), 'nl'),
        coalesce(core.optional_text('country', p_country, 2), 'NL'), v_user_id
      )
      on conflict (slug) do nothing
      returning *
    ), owned as (
      insert into tenancy.org_members (org_id, user_id, role)
      select f.id, v_user_id, 'owner' from founded as f
    )
    select f.* into v_org from founded as f;
    exit when found;
    if v_wanted_slug is not null then
      perform core.fail('slug_taken', jsonb_build_object('slug', lower(v_wanted_slug)));
    end if;
    v_slug := v_made_slug || '-' || left(md5(gen_random_uuid()::text), 6);
  end loop;
  perform core.emit(
    null, 'org:' || v_org.id, 'email.welcome', jsonb_build_object(
      'email', v_account.email, 'language', v_org.language, 'org_name', v_org.name));
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', 'owner');
end
$$;
revoke all on function tenancy.create_org(text, text, text, text, text) from public;
grant execute on function tenancy.create_org(text, text, text, text, text) to anon, authenticated;
