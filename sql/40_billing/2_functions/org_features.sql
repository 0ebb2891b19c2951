-- What an org has and lacks, for its members. Called by public.org_features().
-- Raises sign_in_required, not_found, not_allowed.
create or replace function billing.org_features(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(p_org_id, 'org.read');
  return (
    select jsonb_agg(
      jsonb_build_object(
        'feature', f.feature, 'description', f.description,
        'is_on', billing.has_feature(p_org_id, f.feature))
      order by f.position)
    from billing.features as f
  );
end
$$;
revoke all on function billing.org_features(uuid) from public;
grant execute on function billing.org_features(uuid) to authenticated;
