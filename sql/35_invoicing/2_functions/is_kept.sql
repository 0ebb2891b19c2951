-- Whether the buyer of a payable has asked for an invoice: with these details, or with any when
-- they are null.
create or replace function invoicing.is_kept(
  p_org_id uuid,
  p_payable_id uuid,
  p_buyer invoicing.buyers
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_kept invoicing.buyers;
begin
  select b.* into v_kept
  from invoicing.buyers as b
  where b.org_id = p_org_id and b.payable_id = p_payable_id;
  return found and (
    p_buyer is not distinct from null
    or (
      v_kept.company, v_kept.name, v_kept.address, v_kept.postal_code, v_kept.city,
      v_kept.country, v_kept.vat_number, v_kept.reference, v_kept.email
    ) is not distinct from (
      p_buyer.company, p_buyer.name, p_buyer.address, p_buyer.postal_code, p_buyer.city,
      p_buyer.country, p_buyer.vat_number, p_buyer.reference, p_buyer.email
    )
  );
end
$$;
revoke all on function invoicing.is_kept(uuid, uuid, invoicing.buyers) from public;
