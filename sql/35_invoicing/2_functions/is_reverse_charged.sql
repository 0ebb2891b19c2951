-- Whether a legal entity reverse charges VAT to a buyer: both are in the EU, in different member
-- states, the buyer has a VAT number, and the entity's settings say so.
create or replace function invoicing.is_reverse_charged(
  p_entity invoicing.legal_entities,
  p_buyer invoicing.buyers
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_entity.reverse_charge <> 'never'
    and p_entity.vat_number is not null
    and p_buyer.vat_number is not null
    and p_buyer.country <> p_entity.country
    and 2 = (
      select count(*)
      from invoicing.vat_formats as f
      where f.country in (p_buyer.country, p_entity.country)
    );
end
$$;
revoke all on function
  invoicing.is_reverse_charged(invoicing.legal_entities, invoicing.buyers) from public;
