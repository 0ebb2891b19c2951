-- Has invoices made at the provider whose message is gone. Their id is the idempotency key there,
-- and its list is read first, so none is made twice. Heals `sales_invoices_are_unsent`.
create or replace function billing.resend_sales_invoices(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  select count(*) into v_count
  from (
    select i.*
    from billing.sales_invoices as i
    join billing.trouble_unsent_invoices as t on t.id = i.id::text
    limit p_limit
  ) as i
  cross join lateral billing.emit_sales_invoice(i) as sent;
  return v_count;
end
$$;
revoke all on function billing.resend_sales_invoices(integer) from public;
