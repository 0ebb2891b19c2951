-- Makes or changes the signed-in user's profile in an org: fields that are there are set, null
-- empties one, the others stay. A new profile has the address of the login unless another is given.
-- What start lists show stays while an event takes place whose time for changes is over. Returns it
-- as my_profile does. Raises sign_in_required, missing_field, invalid_field, not_found,
-- profile_not_editable.
create or replace function sales.save_my_profile(p_org_id uuid, p_profile jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_account record := tenancy.require_account();
  v_fields jsonb;
  v_unknown text;
begin
  perform core.act_as('guest');
  perform core.require_id('org_id', p_org_id);
  if coalesce(p_profile, 'null') = 'null' then
    perform core.fail('missing_field', '{"field": "profile"}');
  elsif jsonb_typeof(p_profile) <> 'object' then
    perform core.fail('invalid_field', '{"field": "profile", "reason": "it is not an object"}');
  end if;
  v_fields := sales.read_person(p_profile, '{}');
  select min(k) into v_unknown from jsonb_object_keys(p_profile - array(
    select jsonb_object_keys(v_fields))) as k;
  if v_unknown is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', left(v_unknown, 100), 'reason', 'profiles have no such field'));
  end if;
  perform 1 from tenancy.orgs as o where o.id = p_org_id and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  if not v_fields ? 'email' and not exists (
    select from sales.participants as p
    where p.org_id = p_org_id and p.user_id = v_account.user_id and p.deleted_at is null
  ) then
    v_fields := v_fields || jsonb_build_object('email', v_account.email);
  end if;
  perform sales.guard_profile_window(p_org_id, v_account.user_id, v_fields);
  perform sales.write_profile(p_org_id, v_account.user_id, v_fields);
  return sales.my_profile(p_org_id);
end
$$;
revoke all on function sales.save_my_profile(uuid, jsonb) from public;
grant execute on function sales.save_my_profile(uuid, jsonb) to authenticated;
