-- Uses up the state that came back from the provider's consent page. It works once, in time, and
-- while the user who began may still connect accounts of the org.
--
-- Returns {authorization_id, org_id, redirect_uri, return_url, language}. Raises missing_field,
-- authorization_not_valid.
create or replace function payments.use_authorization(p_state text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found payments.mollie_authorizations;
begin
  if coalesce(p_state, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', 'state'));
  end if;
  update payments.mollie_authorizations as a
  set used_at = core.clock()
  where a.state_hash = core.token_hash(p_state)
    and a.used_at is null
    and a.expires_at > core.clock()
    and exists (
      select 1
      from tenancy.org_members as m
      join tenancy.orgs as o on o.id = m.org_id
      join tenancy.role_permissions as p on p.role = m.role
      where m.org_id = a.org_id and m.user_id = a.user_id and p.permission = 'payments.connect'
        and o.deleted_at is null and o.suspended_at is null
    )
  returning a.* into v_found;
  if not found then
    perform core.fail('authorization_not_valid');
  end if;
  return tenancy.org_letter(v_found.org_id) || jsonb_build_object(
    'authorization_id', v_found.id,
    'org_id', v_found.org_id,
    'redirect_uri', v_found.redirect_uri,
    'return_url', v_found.return_url
  );
end
$$;
revoke all on function payments.use_authorization(text) from public;
grant execute on function payments.use_authorization(text) to service_role;
