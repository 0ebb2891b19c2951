-- The invoices and credit notes of a payable for its buyer, in the order of their numbers.
create or replace function invoicing.documents_of(p_org_id uuid, p_payable_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'invoice_id', i.id, 'kind', i.kind, 'number', i.number, 'issued_on', i.issued_on,
      'total_amount', i.total_amount, 'currency', i.currency)
      order by i.issued_at, i.sequence), '[]')
    from invoicing.invoices as i
    where i.org_id = p_org_id and i.payable_id = p_payable_id
  );
end
$$;
revoke all on function invoicing.documents_of(uuid, uuid) from public;
