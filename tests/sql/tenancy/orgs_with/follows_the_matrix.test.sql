-- Every role × permission: the org is among orgs_with() exactly when the matrix says so.
begin;
select plan((select count(*)::integer from unnest(enum_range(null::tenancy.member_role)) as r (role)
  cross join tenancy.permissions));

create temporary table org as select test_support.make_staffed_org() as id;

create function test_support.check_matrix() returns setof text language plpgsql as $$
declare
  v_org_id uuid := (select o.id from org as o);
  v_case record;
  v_has boolean;
begin
  for v_case in
    select r.role, p.permission, m.role is not null as is_permitted
    from unnest(enum_range(null::tenancy.member_role)) as r (role)
    cross join tenancy.permissions as p
    left join tenancy.role_permissions as m using (role, permission)
  loop
    perform test_support.as_user(v_case.role::text);
    v_has := v_org_id in (select tenancy.orgs_with(v_case.permission));
    perform test_support.as_operator();
    return next is(v_has, v_case.is_permitted,
      format('%s and %s', v_case.role, v_case.permission));
  end loop;
end
$$;
select test_support.check_matrix();

select * from finish();
rollback;
