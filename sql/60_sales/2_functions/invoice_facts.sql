-- What stands on the invoice of an order: see invoicing.invoiceables. The day of supply is that of
-- the event. Amounts are those of the order, line by line, so that they add up to it.
create or replace function sales.invoice_facts(p_org_id uuid, p_order_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'state', case
        when o.paid_at is not null then 'settled'
        when o.status <> 'pending' then 'ended'
        when o.settlement = 'invoice' then 'due'
        else 'open'
      end,
      'language', o.language,
      'name', o.purchaser_name,
      'email', o.email,
      'subject', e.title,
      'subject_number', o.order_number,
      'supplied_at', e.starts_at,
      'due_at', case when o.status = 'pending' then o.expires_at end,
      'paid_at', case when o.total_amount > 0 then o.paid_at end,
      'lines', (
        select jsonb_agg(l.line order by l.position)
        from (
          select i.line as position, jsonb_build_object(
            'kind', i.kind, 'source_id', i.id,
            'name', concat_ws(': ', i.name, i.personalisation),
            'quantity', i.quantity, 'unit_amount', i.unit_amount,
            'discount_amount', i.discount_amount, 'total_amount', i.total_amount,
            'vat_rate', i.vat_rate, 'vat_amount', i.vat_amount) as line
          from sales.order_items as i
          where i.org_id = o.org_id and i.order_id = o.id
          union all
          select 32768, jsonb_build_object(
            'kind', 'service_fee', 'source_id', o.id,
            'name', case o.language when 'nl' then 'Servicekosten' else 'Service fee' end,
            'quantity', 1, 'unit_amount', o.service_fee_amount, 'discount_amount', 0,
            'total_amount', o.service_fee_amount,
            'vat_rate', coalesce((o.service_fee_rule ->> 'vat_rate')::integer, 0),
            'vat_amount', o.service_fee_vat_amount)
          where o.service_fee_amount > 0
          union all
          select 32769, jsonb_build_object(
            'kind', 'credit',
            'name', concat_ws(' ', case o.language
              when 'nl' then 'Verrekend met order' else 'Credited from order' end, c.order_number),
            'quantity', 1, 'unit_amount', -o.credit_amount, 'discount_amount', 0,
            'total_amount', -o.credit_amount,
            'vat_rate', (
              select i.vat_rate
              from sales.ticket_instances as t
              join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
              where t.org_id = o.org_id and t.id = o.change_ticket_id
            ),
            'vat_amount', -o.credit_vat_amount)
          from sales.orders as c
          where c.org_id = o.org_id and c.id = o.credit_order_id and o.credit_amount > 0
        ) as l
      ),
      'refunds', sales.invoice_refunds(o)
    )
    from sales.orders as o
    join events.events as e on e.org_id = o.org_id and e.id = o.event_id
    where o.org_id = p_org_id and o.id = p_order_id
  );
end
$$;
revoke all on function sales.invoice_facts(uuid, uuid) from public;
