-- The front door of tenancy.create_org(), which says what it does and refuses.
create or replace function public.create_org(
  name text default null,
  slug text default null,
  email text default null,
  language text default null,
  country text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.create_org(
    create_org.name,
    create_org.slug,
    create_org.email,
    create_org.language,
    create_org.country
  )
$$;
revoke all on function public.create_org(text, text, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.create_org(text, text, text, text, text) to anon, authenticated;
comment on function public.create_org(text, text, text, text, text) is
  'Founds an organisation; you become its owner. Returns {org_id, name, slug, role}. Without a '
  'slug one is made from the name; language is nl (default) or en, country two letters (default '
  'NL).';
