-- Opens a cursor on what settlements are made of, the oldest settlement first; of a settlement the
-- amounts come to what was paid out. Of an event, what of them belongs to its orders. Amounts in
-- euros; moments by the clocks of the org.
create or replace function sales.export_payouts(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      s.reference as settlement, s.mollie_settlement_id as settlement_id, s.status,
      to_char(s.settled_at at time zone g.time_zone, 'YYYY-MM-DD HH24:MI:SS') as settled_at,
      l.kind, o.order_number, e.title as event, l.mollie_payment_id as payment,
      l.mollie_id as provider_id, l.description, l.amount * 0.01 as amount, s.currency,
      to_char(l.occurred_at at time zone g.time_zone, 'YYYY-MM-DD HH24:MI:SS') as occurred_at
    from payments.settlements as s
    join tenancy.orgs as g on g.id = s.org_id
    join payments.settlement_lines as l on l.org_id = s.org_id and l.settlement_id = s.id
    left join payments.payments as p
      on p.org_id = l.org_id and p.provider = 'mollie'
      and p.provider_payment_id = l.mollie_payment_id
    left join sales.orders as o on o.org_id = p.org_id and o.id = p.payable_id
    left join events.events as e on e.org_id = o.org_id and e.id = o.event_id
    where s.org_id = p_export.org_id
      and s.lines_fetched_at is not null
      and (p_export.settlement_id is null or s.id = p_export.settlement_id)
      and (p_export.event_id is null or o.event_id = p_export.event_id)
      and s.provider_created_at >= p_export.placed_from
      and s.provider_created_at < p_export.placed_to
    order by s.provider_created_at, s.id, l.occurred_at, l.id;
end
$$;
revoke all on function sales.export_payouts(sales.export, refcursor) from public;
