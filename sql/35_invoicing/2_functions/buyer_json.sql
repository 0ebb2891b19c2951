-- A buyer as they stand on their invoice: what they said of themselves, else what the order says.
create or replace function invoicing.buyer_json(p_buyer invoicing.buyers, p_facts jsonb)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'company', p_buyer.company,
    'name', coalesce(p_buyer.name, p_facts ->> 'name'),
    'address', p_buyer.address,
    'postal_code', p_buyer.postal_code,
    'city', p_buyer.city,
    'country', p_buyer.country,
    'vat_number', p_buyer.vat_number,
    'reference', p_buyer.reference,
    'email', coalesce(p_buyer.email, p_facts ->> 'email')
  );
end
$$;
revoke all on function invoicing.buyer_json(invoicing.buyers, jsonb) from public;
