-- Refuses an invoice of a legal entity that lacks something, with exactly what it is. Raises
-- invoice_settings_incomplete.
create or replace function invoicing.guard_settings(
  p_entity invoicing.legal_entities,
  p_vat_amount integer default 0
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_missing text[] := invoicing.missing_settings(p_entity, p_vat_amount);
begin
  if cardinality(v_missing) > 0 then
    perform core.fail('invoice_settings_incomplete', jsonb_build_object(
      'missing', array_to_string(v_missing, ', '), 'fields', v_missing));
  end if;
end
$$;
revoke all on function invoicing.guard_settings(invoicing.legal_entities, integer) from public;
