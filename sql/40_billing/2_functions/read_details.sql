-- To whom invoices are addressed, as it is sent, over what is there: a field that is not sent stays
-- as it is, null empties it. Raises missing_field, invalid_field, invalid_email.
create or replace function billing.read_details(p_sent jsonb, p_details billing.details)
  returns billing.details
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  -- What is there, and over it what was sent.
  v jsonb := coalesce(to_jsonb(p_details), '{}') || p_sent;
begin
  perform invoicing.guard_object('details', p_sent, array[
    'company', 'address', 'postal_code', 'city', 'country', 'kvk_number', 'vat_number', 'email'
  ]);
  p_details.company := core.optional_text('company', v ->> 'company', 200);
  p_details.address := core.optional_text('address', v ->> 'address', 200);
  p_details.postal_code := core.optional_text('postal_code', v ->> 'postal_code', 20);
  p_details.city := core.optional_text('city', v ->> 'city', 100);
  p_details.country := invoicing.country(v ->> 'country');
  p_details.kvk_number := core.optional_text('kvk_number', v ->> 'kvk_number', 30);
  if p_details.country = 'NL' and p_details.kvk_number is not null then
    p_details.kvk_number := billing.read_kvk_number(p_details.kvk_number);
  end if;
  p_details.vat_number := invoicing.vat_number(v ->> 'vat_number', p_details.country);
  p_details.email := case when btrim(v ->> 'email') <> ''
    then core.require_email('email', v ->> 'email') end;
  return p_details;
end
$$;
revoke all on function billing.read_details(jsonb, billing.details) from public;
