-- The front door of tenancy.find_cell(), which says what it does.
create or replace function public.find_cell(org_id uuid default null, slug text default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select tenancy.find_cell(find_cell.org_id, find_cell.slug)
$$;
revoke all on function public.find_cell(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.find_cell(uuid, text) to anon, authenticated;
comment on function public.find_cell(uuid, text) is
  'Where an organisation lives, by its id or slug: {org_id, status, cell_url}. status is here, '
  'moving or moved; cell_url is the address of its cell, null where there is only one.';
