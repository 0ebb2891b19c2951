-- Every role × permission: authorise() answers the role where the matrix has a tick, and raises
-- not_allowed where it has none.
begin;
select plan((select count(*)::integer from unnest(enum_range(null::tenancy.member_role)) as r (role)
  cross join tenancy.permissions));

create temporary table org as select test_support.make_staffed_org() as id;

create function test_support.check_matrix() returns setof text language plpgsql as $$
declare
  v_org_id uuid := (select o.id from org as o);
  v_case record;
begin
  for v_case in
    select r.role, p.permission, m.role is not null as is_permitted
    from unnest(enum_range(null::tenancy.member_role)) as r (role)
    cross join tenancy.permissions as p
    left join tenancy.role_permissions as m using (role, permission)
  loop
    perform test_support.sign_in(v_case.role::text);
    if v_case.is_permitted then
      return next is(tenancy.authorise(v_org_id, v_case.permission), v_case.role,
        format('%s has %s', v_case.role, v_case.permission));
    else
      return next test_support.throws_slug(
        format('select tenancy.authorise(%L, %L)', v_org_id, v_case.permission),
        403, 'not_allowed', format('%s lacks %s', v_case.role, v_case.permission));
    end if;
  end loop;
end
$$;
select test_support.check_matrix();

select * from finish();
rollback;
