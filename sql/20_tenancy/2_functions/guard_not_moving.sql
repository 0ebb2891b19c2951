-- Raises org_is_moving for an org with this `moving_at`: while its rows are being taken to another
-- cell nobody can change them, and who tried would wait for nothing.
create or replace function tenancy.guard_not_moving(p_org_id uuid, p_moving_at timestamptz)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_moving_at is not null then
    perform core.fail_for_a_while('org_is_moving', jsonb_build_object(
      'org_id', p_org_id, 'retry_after', 30));
  end if;
end
$$;
revoke all on function tenancy.guard_not_moving(uuid, timestamptz) from public;
