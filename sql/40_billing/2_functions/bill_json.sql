-- A bill with its invoices and credit notes, as billing.bills() tells it.
create or replace function billing.bill_json(p_charge billing.charges)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return billing.charge_facts(p_charge) - 'id' || jsonb_build_object(
    'org_id', p_charge.org_id,
    'charge_id', p_charge.id,
    'net_amount', p_charge.amount - p_charge.vat_amount,
    'paid_at', p_charge.paid_at,
    'invoice_problem', (
      select t.problem
      from billing.invoice_tasks as t
      where t.org_id = p_charge.org_id and t.charge_id = p_charge.id and t.problem is not null
      order by t.position desc
      limit 1
    ),
    'documents', (
      select coalesce(jsonb_agg(
        to_jsonb(i) - '{org_id,charge_id,payment_id,cause_id,recipient,seller,tries,revision,year,
          sequence,numbered_at,language,description,currency,vat_basis_points,created_at,
          updated_at,mollie_sales_invoice_id,provider_created_at,cell}'::text[]
        order by i.year, i.sequence), '[]')
      from billing.sales_invoices as i
      where i.org_id = p_charge.org_id and i.charge_id = p_charge.id
    )
  );
end
$$;
revoke all on function billing.bill_json(billing.charges) from public;
