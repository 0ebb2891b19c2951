-- Sends a worker to ask the provider about an open payment, and sets when to ask again: later and
-- later, from 10 minutes to 12 hours.
create or replace function payments.request_check(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  update payments.payments as p
  set check_requested_at = v_now,
    check_at = v_now
    + greatest(interval '10 minutes', least(interval '12 hours', (v_now - p.created_at) / 2))
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  perform payments.ask_provider(p_payment, 'mollie.check_payment');
end
$$;
revoke all on function payments.request_check(payments.payments) from public;
