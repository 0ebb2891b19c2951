-- Which numbers the register of companies has not been asked about yet, longest first, for whoever
-- asks it: [{org_id, kvk_number}]. Raises invalid_field.
create or replace function billing.companies_to_look_up(p_limit integer)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.require_range('limit', p_limit, 1, 500);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'org_id', w.org_id, 'kvk_number', w.kvk_number) order by w.submitted_at, w.org_id), '[]')
    from (
      select v.org_id, v.kvk_number, v.submitted_at
      from billing.verifications as v
      where v.status = 'pending' and v.registry_at is null
      order by v.submitted_at, v.org_id
      limit coalesce(p_limit, 100)
    ) as w
  );
end
$$;
revoke all on function billing.companies_to_look_up(integer) from public;
grant execute on function billing.companies_to_look_up(integer) to service_role;
