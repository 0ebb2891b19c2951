-- Opens a cursor on the orders of an export, the oldest first. Amounts in euros; moments by the
-- clocks of their event. `paid_out` is what settlements have of an order, costs and fees taken off;
-- of one settlement, what that has.
create or replace function sales.export_orders(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      o.order_number, e.title as event, o.status, o.purpose, o.settlement, o.email,
      o.purchaser_name as name, o.language,
      (
        select sum(i.quantity)
        from sales.order_items as i
        where i.org_id = o.org_id and i.order_id = o.id and i.kind = 'ticket'
      ) as tickets,
      o.subtotal_amount * 0.01 as subtotal,
      o.discount_amount * 0.01 as discount,
      o.service_fee_amount * 0.01 as service_fee,
      o.credit_amount * 0.01 as credit,
      o.total_amount * 0.01 as total,
      o.vat_amount * 0.01 as vat,
      case when p_export.has_money then coalesce((
        select sum(f.amount)
        from payments.refunds as f
        where f.org_id = o.org_id and f.payable_id = o.id and f.status = 'refunded'
      ), 0) * 0.01 end as refunded,
      m.charged_back * 0.01 as charged_back,
      m.platform_fee * 0.01 as platform_fee,
      m.paid_out * 0.01 as paid_out,
      o.currency, c.code as promo_code,
      to_char(o.created_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as created_at,
      to_char(o.paid_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as paid_at,
      o.note
    from sales.orders as o
    join events.events as e on e.org_id = o.org_id and e.id = o.event_id
    left join events.promo_codes as c on c.org_id = o.org_id and c.id = o.promo_code_id
    left join lateral (
      select
        sum(p.amount_charged_back) as charged_back,
        sum(p.application_fee_amount) filter (where p.amount_captured > 0) as platform_fee,
        sum((
          select sum(l.amount)
          from payments.settlement_lines as l
          join payments.settlements as s on s.org_id = l.org_id and s.id = l.settlement_id
          where l.org_id = p.org_id and l.mollie_payment_id = p.provider_payment_id
            and case when p_export.settlement_id is null
              then s.status <> 'failed' and s.lines_fetched_at is not null
              else s.id = p_export.settlement_id end
        )) as paid_out
      from payments.payments as p
      where p_export.has_money and p.org_id = o.org_id and p.payable_id = o.id
    ) as m on true
    where o.org_id = p_export.org_id
      and (p_export.event_id is null or o.event_id = p_export.event_id)
      and (p_export.statuses is null or o.status::text = any (p_export.statuses))
      and (
        p_export.settlement_id is null
        or o.id = any ((
          select payments.settled_payables(p_export.org_id, p_export.settlement_id)
        )::uuid[])
      )
      and o.created_at >= p_export.placed_from and o.created_at < p_export.placed_to
    order by o.created_at, o.id;
end
$$;
revoke all on function sales.export_orders(sales.export, refcursor) from public;
