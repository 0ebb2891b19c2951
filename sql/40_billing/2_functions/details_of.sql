-- To whom the platform's invoices to an org are addressed: as it said, else as its own invoices are
-- signed. Where it named no e-mail address, the one at which buyers reach it.
create or replace function billing.details_of(p_org_id uuid)
  returns billing.details
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_details billing.details;
  v_entity invoicing.legal_entities;
begin
  select d.* into v_details from billing.details as d where d.org_id = p_org_id;
  if not found then
    v_entity := invoicing.current_entity(p_org_id);
    v_details.org_id := p_org_id;
    v_details.company := v_entity.legal_name;
    v_details.address := v_entity.address;
    v_details.postal_code := v_entity.postal_code;
    v_details.city := v_entity.city;
    v_details.country := v_entity.country;
    v_details.kvk_number := v_entity.kvk_number;
    v_details.vat_number := v_entity.vat_number;
  end if;
  if v_details.email is null then
    select o.email into v_details.email from tenancy.orgs as o where o.id = p_org_id;
  end if;
  return v_details;
end
$$;
revoke all on function billing.details_of(uuid) from public;
