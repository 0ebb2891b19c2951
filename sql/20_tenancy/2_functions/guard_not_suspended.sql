-- Raises org_suspended when the org may not sell or take bookings at present, org_is_moving while
-- it is on its way to another cell, not_found when there is no such org. Functions that make new
-- obligations call it; those that settle old ones do not.
create or replace function tenancy.guard_not_suspended(p_org_id uuid)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_suspended_at timestamptz;
  v_moving_at timestamptz;
begin
  select o.suspended_at, o.moving_at into v_suspended_at, v_moving_at
  from tenancy.orgs as o
  where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  perform tenancy.guard_not_moving(p_org_id, v_moving_at);
  if v_suspended_at is not null then
    perform core.fail('org_suspended', jsonb_build_object('org_id', p_org_id));
  end if;
end
$$;
revoke all on function tenancy.guard_not_suspended(uuid) from public;
