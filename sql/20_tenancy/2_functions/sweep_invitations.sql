-- Marks invitations whose time is over as expired. They count no more from expires_at on; this only
-- makes it visible.
create or replace function tenancy.sweep_invitations(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
begin
  with due as (
    select i.org_id, i.id
    from tenancy.org_invitations as i
    where i.status = 'pending' and i.expires_at <= v_now
    order by i.expires_at
    limit p_limit
    for update skip locked
  )
  update tenancy.org_invitations as i
  set status = 'expired', expired_at = v_now
  from due
  where i.org_id = due.org_id and i.id = due.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function tenancy.sweep_invitations(integer) from public;
