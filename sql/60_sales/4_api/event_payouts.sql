create or replace function public.event_payouts(org_id uuid default null)
  returns table (
    event_id uuid,
    title text,
    starts_at timestamptz,
    currency text,
    tickets_sold bigint,
    gross bigint,
    service_fee bigint,
    platform_fee bigint,
    refunds bigint,
    chargebacks bigint,
    fee_credits bigint,
    provider_costs bigint,
    net bigint,
    paid_out bigint
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select p.event_id, p.title, p.starts_at, p.currency, p.tickets_sold, p.gross, p.service_fee,
    p.platform_fee, p.refunds, p.chargebacks, p.fee_credits, p.provider_costs, p.net, p.paid_out
  from sales.event_payouts(event_payouts.org_id) as p
$$;
revoke all on function public.event_payouts(uuid) from public, anon, authenticated, service_role;
grant execute on function public.event_payouts(uuid) to authenticated;
comment on function public.event_payouts(uuid) is
  'What the payment provider took in per event, and what is left of it, for staff with payments.read; the latest events first, at most 200; filter with event_id=eq.…. In cents: net is gross (service_fee is part of it) and fee_credits, less platform_fee, refunds, chargebacks and provider_costs; paid_out is what of it was paid out. Errors: missing_field, not_found, not_allowed.';
