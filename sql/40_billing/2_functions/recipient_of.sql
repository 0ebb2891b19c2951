-- An org as it stands on the platform's invoices. Raises billing_details_incomplete with what is
-- missing.
create or replace function billing.recipient_of(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_details billing.details := billing.details_of(p_org_id);
  v_missing text[] := billing.missing_details(v_details);
begin
  if cardinality(v_missing) > 0 then
    perform core.fail('billing_details_incomplete', jsonb_build_object(
      'missing', array_to_string(v_missing, ', '), 'fields', v_missing));
  end if;
  return to_jsonb(v_details) - '{org_id,created_at,updated_at}'::text[];
end
$$;
revoke all on function billing.recipient_of(uuid) from public;
