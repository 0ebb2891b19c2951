-- The platform as it stands on its own credit notes to orgs, from the settings billing.seller_….
-- Raises platform_details_incomplete with what is missing.
create or replace function billing.seller()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_seller jsonb;
  v_missing text[];
begin
  select jsonb_object_agg(f.name, nullif(core.setting('billing.seller_' || f.name) #>> '{}', ''))
  into v_seller
  from unnest(array[
    'legal_name', 'address', 'postal_code', 'city', 'country', 'kvk_number', 'vat_number'
  ]) as f (name);
  select array_agg(f.name order by f.position) into v_missing
  from unnest(array['legal_name', 'address', 'postal_code', 'city', 'country', 'vat_number'])
    with ordinality as f (name, position)
  where v_seller ->> f.name is null;
  if v_missing is not null then
    perform core.fail('platform_details_incomplete', jsonb_build_object(
      'missing', array_to_string(v_missing, ', '), 'fields', v_missing));
  end if;
  return v_seller || jsonb_build_object('trade_name', v_seller ->> 'legal_name');
end
$$;
revoke all on function billing.seller() from public;
