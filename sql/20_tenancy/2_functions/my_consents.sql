-- What the account that is signed in agrees to towards an org, or took back: its last word on each
-- purpose. Raises missing_field, sign_in_required.
create or replace function tenancy.my_consents(p_org_id uuid)
  returns setof tenancy.consents
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_email text := tenancy.own_email();
begin
  if v_email is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    select distinct on (c.purpose) c.*
    from tenancy.consents as c
    where c.org_id = core.require_id('org_id', p_org_id)
      and c.email_hash = tenancy.email_hash(p_org_id, v_email)
    order by c.purpose, c.said_at desc, c.id desc;
end
$$;
revoke all on function tenancy.my_consents(uuid) from public;
grant execute on function tenancy.my_consents(uuid) to authenticated;
