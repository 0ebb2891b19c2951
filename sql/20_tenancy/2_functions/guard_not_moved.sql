-- Raises org_has_moved when the id or the hash of a token belongs to an org that left this
-- database. Asked where something was not found, so what is here pays nothing for it.
create or replace function tenancy.guard_not_moved(p_key bytea)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_moved tenancy.moved_orgs;
begin
  select m.* into v_moved
  from tenancy.moved_keys as k
  join tenancy.moved_orgs as m on m.org_id = k.org_id
  where k.key = p_key;
  if found then
    perform core.fail('org_has_moved', jsonb_build_object(
      'org_id', v_moved.org_id, 'moved_to', v_moved.moved_to));
  end if;
end
$$;
revoke all on function tenancy.guard_not_moved(bytea) from public;
