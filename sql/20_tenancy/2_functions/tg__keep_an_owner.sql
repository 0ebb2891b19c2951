-- An org always keeps at least one owner, whoever takes one away: a function, the removal of an
-- account, an operator in psql. Touches the org's row before it counts, so that two owners who
-- leave at once go one after the other; a mere lock would let a repeatable-read transaction count
-- in its old snapshot. Fires for orgs (at commit) and for owners who go or change role.
create or replace function tenancy.tg__keep_an_owner()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id uuid;
begin
  if tg_table_name = 'orgs' then
    v_org_id := new.id;
  else
    v_org_id := old.org_id;
    update tenancy.orgs as o set updated_at = o.updated_at where o.id = v_org_id;
  end if;
  perform 1 from tenancy.org_members as m where m.org_id = v_org_id and m.role = 'owner' limit 1;
  if not found and exists (select 1 from tenancy.orgs as o where o.id = v_org_id) then
    perform core.fail('last_owner', jsonb_build_object('org_id', v_org_id));
  end if;
  return null;
end
$$;
revoke all on function tenancy.tg__keep_an_owner() from public;
