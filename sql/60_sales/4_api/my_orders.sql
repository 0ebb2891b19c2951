create or replace function public.my_orders()
  returns table (
    org_id uuid,
    id uuid,
    event_id uuid,
    purpose sales.order_purpose,
    order_number text,
    email text,
    purchaser_name text,
    language text,
    status sales.order_status,
    subtotal_amount integer,
    vat_amount integer,
    total_amount integer,
    currency text,
    expires_at timestamptz,
    paid_at timestamptz,
    created_at timestamptz
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select
    o.org_id,
    o.id,
    o.event_id,
    o.purpose,
    o.order_number,
    o.email,
    o.purchaser_name,
    o.language,
    o.status,
    o.subtotal_amount,
    o.vat_amount,
    o.total_amount,
    o.currency,
    o.expires_at,
    o.paid_at,
    o.created_at
  from sales.my_orders() as o
$$;
revoke all on function public.my_orders() from public;
grant execute on function public.my_orders() to authenticated;
comment on function public.my_orders() is
  'The orders that the signed-in user placed, newest first. Amounts in cents. Errors: sign_in_required.';
