-- The rate of the installation in basis points, where no other rule has an opinion.
create or replace function payments.platform_fee(p_org_id uuid, p_subject_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return core.setting('payments.fee_basis_points')::integer;
end
$$;
revoke all on function payments.platform_fee(uuid, uuid) from public;
