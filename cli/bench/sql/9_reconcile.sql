-- Payments as the provider would list them: of past orders, with the second in which each was made.
create function bench.made_at_provider()
  returns setof jsonb
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  update payments.payments as p
  set provider_created_at = date_trunc('second', p.created_at)
  where p.provider_payment_id is not null;
  return query
  select jsonb_build_object(
    'id', p.provider_payment_id, 'status', p.status, 'amount', p.amount, 'currency', p.currency,
    'created_at', p.provider_created_at)
  from payments.payments as p
  where p.provider_payment_id is not null;
end
$$;
