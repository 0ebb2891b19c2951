-- What goes back for a registration if it is given up now, for whoever may change it: nothing is
-- done. Raises sign_in_required, missing_field, not_found.
create or replace function sales.cancellation_terms(
  p_registration_id uuid,
  p_public_token text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.find_my_registration(
    p_registration_id, p_public_token);
  v_order sales.orders;
  v_terms sales.cancellation;
begin
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = v_registration.org_id and o.id = v_registration.order_id;
  v_terms := sales.cancellation_of(v_registration, v_order);
  return jsonb_build_object(
    'registration_id', v_registration.id,
    'is_cancellable', v_terms.obstacle is null,
    'reason', v_terms.obstacle,
    'closes_at', v_terms.closes_at,
    'refund_rate', v_terms.refund_rate,
    'refunds_fee', v_terms.with_fees,
    'paid_amount', v_terms.paid_amount,
    'refund_amount', case when v_terms.obstacle is null then v_terms.refund_amount else 0 end,
    'currency', v_order.currency
  );
end
$$;
revoke all on function sales.cancellation_terms(uuid, text) from public;
grant execute on function sales.cancellation_terms(uuid, text) to anon, authenticated;
