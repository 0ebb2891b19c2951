-- The orgs that are deleted: few, and nothing of theirs is shown to visitors. For policies, in this
-- form only: org_id <> all (array(select tenancy.deleted_orgs())). Definer, because visitors see no
-- orgs.
create or replace function tenancy.deleted_orgs()
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
begin
  return query select o.id from tenancy.orgs as o where o.deleted_at is not null;
end
$$;
revoke all on function tenancy.deleted_orgs() from public;
grant execute on function tenancy.deleted_orgs() to anon, authenticated;
comment on function tenancy.deleted_orgs() is 'The orgs that are deleted.';
