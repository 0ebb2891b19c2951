-- What is told of the sum of some figures: {gmv_amount, orders, orders_placed, tickets,
-- service_fee_amount, platform_fee_amount, fee_credit_amount, billed_amount, overage_amount,
-- refunds, refunded_amount, chargebacks, charged_back_amount, payments_paid, payments_failed}.
-- Amounts in cents.
create or replace function platform.figures_of(p_sum platform.figures)
  returns jsonb
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'gmv_amount', coalesce(p_sum.gmv_amount, 0),
    'orders', coalesce(p_sum.orders_paid, 0),
    'orders_placed', coalesce(p_sum.orders_placed, 0),
    'tickets', coalesce(p_sum.tickets_sold, 0),
    'service_fee_amount', coalesce(p_sum.service_fee_amount, 0),
    'platform_fee_amount', coalesce(p_sum.platform_fee_amount, 0),
    'fee_credit_amount', coalesce(p_sum.fee_credit_amount, 0),
    'billed_amount', coalesce(p_sum.billed_amount, 0),
    'overage_amount', coalesce(p_sum.overage_amount, 0),
    'refunds', coalesce(p_sum.refunds, 0),
    'refunded_amount', coalesce(p_sum.refunded_amount, 0),
    'chargebacks', coalesce(p_sum.chargebacks, 0),
    'charged_back_amount', coalesce(p_sum.charged_back_amount, 0),
    'payments_paid', coalesce(p_sum.payments_paid, 0),
    'payments_failed', coalesce(p_sum.payments_failed, 0));
end
$$;
revoke all on function platform.figures_of(platform.figures) from public;
