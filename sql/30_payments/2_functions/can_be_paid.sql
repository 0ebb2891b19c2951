-- Whether an org can be paid now: on its own account, else on the platform's where that is used for
-- orgs without one (setting payments.accounts). See account_for().
create or replace function payments.can_be_paid(p_org_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
begin
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.org_id = p_org_id and c.is_current;
  if not found then
    return core.setting('payments.accounts') = '"platform"';
  end if;
  return payments.is_usable(v_connection)
    and v_connection.mode is not distinct from core.setting('payments.mode') #>> '{}';
end
$$;
revoke all on function payments.can_be_paid(uuid) from public;
