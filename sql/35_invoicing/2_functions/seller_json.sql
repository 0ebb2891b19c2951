-- A legal entity as it stands on its invoices.
create or replace function invoicing.seller_json(p_entity invoicing.legal_entities)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'legal_name', p_entity.legal_name,
    'address', p_entity.address,
    'postal_code', p_entity.postal_code,
    'city', p_entity.city,
    'country', p_entity.country,
    'kvk_number', p_entity.kvk_number,
    'vat_number', p_entity.vat_number,
    'is_vat_exempt', p_entity.is_vat_exempt,
    'iban', p_entity.iban,
    'time_zone', p_entity.time_zone,
    'payment_note', p_entity.payment_note
  ) || (
    select jsonb_build_object('trade_name', o.name, 'email', o.email)
    from tenancy.orgs as o
    where o.id = p_entity.org_id
  );
end
$$;
revoke all on function invoicing.seller_json(invoicing.legal_entities) from public;
