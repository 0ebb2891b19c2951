-- What a buyer wants on their invoice, checked. Raises missing_field, invalid_field, invalid_email.
create or replace function invoicing.read_buyer(p_details jsonb)
  returns invoicing.buyers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_buyer invoicing.buyers;
begin
  perform invoicing.guard_object('invoice_details', p_details, array[
    'company', 'name', 'address', 'postal_code', 'city', 'country', 'vat_number', 'reference',
    'email'
  ]);
  v_buyer.company := core.optional_text('company', p_details ->> 'company', 200);
  v_buyer.name := core.optional_text('name', p_details ->> 'name', 200);
  v_buyer.address := core.optional_text('address', p_details ->> 'address', 200);
  v_buyer.postal_code := core.optional_text('postal_code', p_details ->> 'postal_code', 20);
  v_buyer.city := core.optional_text('city', p_details ->> 'city', 100);
  v_buyer.country := invoicing.country(p_details ->> 'country');
  v_buyer.vat_number := invoicing.vat_number(p_details ->> 'vat_number', v_buyer.country);
  v_buyer.reference := core.optional_text('reference', p_details ->> 'reference', 200);
  if btrim(p_details ->> 'email') <> '' then
    v_buyer.email := core.require_email('email', p_details ->> 'email');
  end if;
  if v_buyer.vat_number is not null and v_buyer.company is null then
    perform core.fail('missing_field', '{"field": "company"}');
  end if;
  -- A business without its address gets no valid invoice.
  if v_buyer.company is not null then
    perform core.require_text('address', v_buyer.address, 200);
    perform core.require_text('city', v_buyer.city, 100);
    perform core.require_text('country', v_buyer.country, 2);
  end if;
  return v_buyer;
end
$$;
revoke all on function invoicing.read_buyer(jsonb) from public;
