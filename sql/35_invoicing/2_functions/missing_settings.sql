-- What a legal entity lacks before it can send an invoice, by the names of the settings. One
-- without a KVK number is in another country; one without a VAT number is exempt from VAT, and then
-- cannot have charged any (`p_vat_amount`).
create or replace function invoicing.missing_settings(
  p_entity invoicing.legal_entities,
  p_vat_amount integer default 0
)
  returns text[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return array_remove(array[
    case when p_entity.legal_name is null then 'legal_name' end,
    case when p_entity.address is null then 'address' end,
    case when p_entity.postal_code is null then 'postal_code' end,
    case when p_entity.city is null then 'city' end,
    case when p_entity.country is null then 'country' end,
    case when p_entity.kvk_number is null and coalesce(p_entity.country, 'NL') = 'NL'
      then 'kvk_number' end,
    case when p_entity.vat_number is null
      and (p_entity.is_vat_exempt is not true or p_vat_amount > 0) then 'vat_number' end,
    case when p_entity.iban is null then 'iban' end
  ], null);
end
$$;
revoke all on function invoicing.missing_settings(invoicing.legal_entities, integer) from public;
