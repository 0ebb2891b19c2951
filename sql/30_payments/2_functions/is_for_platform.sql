-- Whether what is paid is the platform's, and so paid on its own account.
create or replace function payments.is_for_platform(p_org_id uuid, p_payable_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_org_id and a.id = p_payable_id and k.is_for_platform
  );
end
$$;
revoke all on function payments.is_for_platform(uuid, uuid) from public;
