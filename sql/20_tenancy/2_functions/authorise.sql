-- First statement of every definer function that serves staff: answers the caller's role in the
-- org, or raises
--   sign_in_required  nobody is signed in;
--   not_found         there is no such org, or the caller is no member of it: they look the same;
--                     whoever was asked for a thing of the org names that (`p_what`, `p_id`)
--                     instead, so that it looks the same whosoever it is;
--   not_allowed       the caller's role does not have the permission;
--   org_is_moving     while it is on its way to another cell, for whatever may change something;
--   rate_limited      where the org is limited in how much its staff call.
-- From here on the audit log has the caller down as staff.
create or replace function tenancy.authorise(
  p_org_id uuid,
  p_permission text,
  p_what text default 'organisation',
  p_id uuid default null
)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_role tenancy.member_role;
  v_moving_at timestamptz;
  v_may boolean;
begin
  select m.role, o.moving_at, p.role is not null into v_role, v_moving_at, v_may
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  left join tenancy.role_permissions as p on p.role = m.role and p.permission = p_permission
  where m.org_id = p_org_id and m.user_id = v_user_id;
  if v_may is not true then
    if v_user_id is null then
      perform core.fail('sign_in_required');
    elsif v_role is null then
      perform core.fail('not_found', jsonb_build_object(
        'what', p_what, 'id', coalesce(p_id, p_org_id)));
    end if;
    perform core.fail('not_allowed', jsonb_build_object('permission', p_permission));
  end if;
  if not current_setting('transaction_read_only')::boolean then
    if v_moving_at is not null then
      perform tenancy.guard_not_moving(p_org_id, v_moving_at);
    end if;
    perform core.hit_rate_limit('staff_calls', p_org_id::text, p_org_id);
  end if;
  perform core.act_as('operator');
  return v_role;
end
$$;
revoke all on function tenancy.authorise(uuid, text, text, uuid) from public;
comment on function tenancy.authorise(uuid, text, text, uuid) is
  'The caller''s role in an org; raises unless it has the permission.';
