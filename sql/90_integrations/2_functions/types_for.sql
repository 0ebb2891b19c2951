-- The types of what happens that the caller's role may see in an org: all of those, or which of
-- them were asked for. Raises invalid_field for a name that is none, not_allowed.
create or replace function integrations.types_for(
  p_role tenancy.member_role,
  p_event_types text[]
)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wrong record;
begin
  select w.name, t.permission into v_wrong
  from unnest(p_event_types) as w (name)
  left join integrations.event_types as t on t.event_type = w.name
  where t.permission is null or not exists (
    select from tenancy.role_permissions as p
    where p.role = p_role and p.permission = t.permission
  )
  order by t.permission is not null
  limit 1;
  if found and v_wrong.permission is null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'event_types', 'reason', format('there is no type %s', v_wrong.name)));
  elsif found then
    perform core.fail('not_allowed', jsonb_build_object('permission', v_wrong.permission));
  end if;
  return array(
    select t.event_type
    from integrations.event_types as t
    join tenancy.role_permissions as p on p.permission = t.permission and p.role = p_role
    where p_event_types is null or t.event_type = any (p_event_types)
  );
end
$$;
revoke all on function integrations.types_for(tenancy.member_role, text[]) from public;
