-- Lets an invoice of the platform change only in what becomes of it at the provider; to whom it is
-- addressed, as long as the provider has not made it. Raises append_only.
create or replace function billing.tg_sales_invoices__keep()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
declare
  v_moves text[] := array['status', 'issued_at', 'mollie_sales_invoice_id', 'mollie_invoice_number',
    'provider_created_at', 'revision', 'tries', 'problem', 'updated_at'];
begin
  if old.status <> 'issued' then
    v_moves := v_moves || '{recipient,language}'::text[];
  end if;
  if to_jsonb(new) - v_moves is distinct from to_jsonb(old) - v_moves then
    perform core.fail('append_only', jsonb_build_object('table', tg_table_name));
  end if;
  return new;
end
$$;
revoke all on function billing.tg_sales_invoices__keep() from public;
