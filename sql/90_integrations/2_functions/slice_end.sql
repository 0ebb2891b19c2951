-- Up to which entry of an org's log one call reads that begins after `p_after`: a bounded number of
-- entries, none beyond `p_settled_id`.
create or replace function integrations.slice_end(
  p_org_id uuid,
  p_after bigint,
  p_settled_id bigint
)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce(max(s.audit_id), p_after)
  from (
    select a.audit_id
    from core.audit_log as a
    where a.org_id = p_org_id and a.audit_id > p_after and a.audit_id <= p_settled_id
    order by a.audit_id
    limit core.setting('integrations.entries_per_page')::integer
  ) as s;
end
$$;
revoke all on function integrations.slice_end(uuid, bigint, bigint) from public;
