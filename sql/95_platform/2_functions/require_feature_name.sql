-- Raises missing_field or invalid_field unless a feature has this name.
create or replace function platform.require_feature_name(p_feature text)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_feature is null then
    perform core.fail('missing_field', '{"field": "feature"}');
  end if;
  perform 1 from billing.features as f where f.feature = p_feature;
  if not found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'feature', 'reason', 'it is none of ' || (
        select string_agg(f.feature, ', ' order by f.position) from billing.features as f)));
  end if;
end
$$;
revoke all on function platform.require_feature_name(text) from public;
