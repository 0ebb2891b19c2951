-- Takes over the states of the refunds that the provider embeds in a payment. Refunds are found by
-- the provider's id, or by our id that we gave it as metadata.
create or replace function payments.sync_refunds(p_payment payments.payments, p_provider jsonb)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund_id uuid;
  v_embedded jsonb;
begin
  for v_refund_id, v_embedded in
    select r.id, e.refund
    from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as e (refund)
    join payments.refunds as r
      on r.org_id = p_payment.org_id
      and r.payment_id = p_payment.id
      and (
        r.mollie_refund_id = e.refund ->> 'id'
        or (r.mollie_refund_id is null and r.id::text = e.refund #>> '{metadata,refund_id}')
      )
    order by r.id
  loop
    perform payments.record_refund(v_refund_id, v_embedded);
  end loop;
end
$$;
revoke all on function payments.sync_refunds(payments.payments, jsonb) from public;
