-- A charge as those see it who may pay it: with the token by which create-payment opens its
-- payment, while it can be paid. Amounts in cents.
create or replace function billing.charge_facts(p_charge billing.charges)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'id', p_charge.id,
    'kind', p_charge.kind,
    'purpose', p_charge.purpose,
    'status', p_charge.status,
    'description', p_charge.description,
    'plan', p_charge.plan,
    'event_id', p_charge.event_id,
    'amount', p_charge.amount,
    'credit_amount', p_charge.credit_amount,
    'vat_amount', p_charge.vat_amount,
    'vat_basis_points', p_charge.vat_basis_points,
    'currency', p_charge.currency,
    'period_start', p_charge.period_start,
    'period_end', p_charge.period_end,
    'retry_at', p_charge.retry_at,
    'created_at', p_charge.created_at,
    'public_token', case when p_charge.status in ('pending', 'failed')
      then core.public_token(p_charge.org_id, p_charge.id) end
  );
end
$$;
revoke all on function billing.charge_facts(billing.charges) from public;
