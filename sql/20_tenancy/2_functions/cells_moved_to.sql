-- The addresses of the cells to which orgs of this one have moved; for workers, which pass on news
-- of payments that are nobody's here.
create or replace function tenancy.cells_moved_to()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(distinct m.moved_to), '[]')
    from tenancy.moved_orgs as m
    where m.moved_to is not null
  );
end
$$;
revoke all on function tenancy.cells_moved_to() from public;
grant execute on function tenancy.cells_moved_to() to service_role;
