-- What an org has to say before the platform can send it an invoice, by the names of the fields.
-- The provider wants one of the two numbers of every business.
create or replace function billing.missing_details(p_details billing.details)
  returns text[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return array_remove(array[
    case when p_details.company is null then 'company' end,
    case when p_details.address is null then 'address' end,
    case when p_details.postal_code is null then 'postal_code' end,
    case when p_details.city is null then 'city' end,
    case when p_details.country is null then 'country' end,
    case when p_details.email is null then 'email' end,
    case when p_details.kvk_number is null and p_details.vat_number is null then 'kvk_number' end
  ], null);
end
$$;
revoke all on function billing.missing_details(billing.details) from public;
