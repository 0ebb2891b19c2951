-- What integrations.facts_of() says of payments, refunds, chargebacks and invoices: each is for a
-- payable, which has the id of what it belongs to; its kind says what that is.
create or replace function integrations.money_facts_of(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id uuid
)
  returns integrations.facts
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payable_id uuid;
  v_facts integrations.facts;
  v_kind text;
begin
  case p_entity_type
    when 'payment' then
      select p.payable_id, jsonb_build_object(
        'amount', p.amount, 'currency', p.currency, 'provider', p.provider, 'method', p.method)
      into v_payable_id, v_facts.data
      from payments.payments as p where p.org_id = p_org_id and p.id = p_entity_id;
    when 'refund' then
      select r.payable_id, jsonb_build_object(
        'payment_id', r.payment_id, 'amount', r.amount, 'currency', r.currency)
      into v_payable_id, v_facts.data
      from payments.refunds as r where r.org_id = p_org_id and r.id = p_entity_id;
    when 'chargeback' then
      select c.payable_id, jsonb_build_object(
        'payment_id', c.payment_id, 'amount', c.amount, 'currency', c.currency)
      into v_payable_id, v_facts.data
      from payments.chargebacks as c where c.org_id = p_org_id and c.id = p_entity_id;
    when 'invoice' then
      select i.payable_id, jsonb_build_object(
        'number', i.number, 'total_amount', i.total_amount, 'currency', i.currency,
        'credited_invoice_id', i.credited_invoice_id)
      into v_payable_id, v_facts.data
      from invoicing.invoices as i where i.org_id = p_org_id and i.id = p_entity_id;
  end case;
  select p.kind, o.event_id into v_kind, v_facts.event_id
  from payments.payables as p
  left join sales.orders as o on o.org_id = p.org_id and o.id = p.id
  where p.org_id = p_org_id and p.id = v_payable_id;
  v_facts.data := v_facts.data || jsonb_build_object('for', v_kind, v_kind || '_id', v_payable_id);
  return v_facts;
end
$$;
revoke all on function integrations.money_facts_of(uuid, text, uuid) from public;
