-- Writes that the buyer of a payable wants an invoice, and their details. The caller has locked the
-- payable, or has just made it.
create or replace function invoicing.keep_buyer(
  p_org_id uuid,
  p_payable_id uuid,
  p_buyer invoicing.buyers
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into invoicing.buyers as b (
    org_id, payable_id, company, name, address, postal_code, city, country, vat_number, reference,
    email
  ) values (
    p_org_id, p_payable_id, p_buyer.company, p_buyer.name, p_buyer.address, p_buyer.postal_code,
    p_buyer.city, p_buyer.country, p_buyer.vat_number, p_buyer.reference, p_buyer.email
  )
  on conflict (org_id, payable_id) do update
  set company = excluded.company, name = excluded.name, address = excluded.address,
    postal_code = excluded.postal_code, city = excluded.city, country = excluded.country,
    vat_number = excluded.vat_number, reference = excluded.reference, email = excluded.email;
end
$$;
revoke all on function invoicing.keep_buyer(uuid, uuid, invoicing.buyers) from public;
