-- What somebody said to an org, oldest first: for staff with consents.manage, by e-mail address.
-- Raises missing_field, invalid_email, sign_in_required, not_found, not_allowed.
create or replace function tenancy.consents_of(p_org_id uuid, p_email text)
  returns setof tenancy.consents
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'consents.manage');
  return query
    select c.*
    from tenancy.consents as c
    where c.org_id = p_org_id
      and c.email_hash = tenancy.email_hash(p_org_id, core.require_email('email', p_email))
    order by c.said_at, c.id;
end
$$;
revoke all on function tenancy.consents_of(uuid, text) from public;
grant execute on function tenancy.consents_of(uuid, text) to authenticated;
