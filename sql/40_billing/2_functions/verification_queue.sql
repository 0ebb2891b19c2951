-- Orgs that wait to be verified as non-profits, longest first, for platform admins: [{org_id,
-- org_name, org_email, kvk_number, submitted_at, appeal, last_rejection, registry, registry_at,
-- plan}]; `registry` is what the register says of the number, null where nobody asked it. With
-- another status those are listed, the latest first. Raises sign_in_required,
-- platform_admin_required, invalid_field.
create or replace function billing.verification_queue(p_status text, p_limit integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_status text := coalesce(p_status, 'pending');
begin
  perform tenancy.require_platform_admin();
  if v_status not in ('pending', 'verified', 'rejected') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'status', 'reason', 'it is pending, verified or rejected'));
  end if;
  perform core.require_range('limit', p_limit, 1, 500);
  return (
    select coalesce(jsonb_agg(to_jsonb(q) - 'place' order by q.place), '[]')
    from (
      select
        v.org_id, o.name as org_name, o.email as org_email, v.kvk_number, v.status, v.submitted_at,
        v.appeal, v.rejection_reason as last_rejection, v.registry, v.registry_at,
        billing.plan_of(v.org_id) as plan,
        row_number() over (
          order by case v_status when 'pending' then v.submitted_at end, v.updated_at desc, v.org_id
        ) as place
      from billing.verifications as v
      join tenancy.orgs as o on o.id = v.org_id and o.deleted_at is null
      where v.status = v_status::billing.verification_status
      order by place
      limit coalesce(p_limit, 100)
    ) as q
  );
end
$$;
revoke all on function billing.verification_queue(text, integer) from public;
grant execute on function billing.verification_queue(text, integer) to authenticated;
