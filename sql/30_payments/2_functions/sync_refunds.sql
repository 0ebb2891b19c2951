-- Takes over the refunds that the provider embeds in a payment, and their states. They are found by
-- the provider's id, or by our id that we gave it as metadata; those that are not ours are taken
-- into the books.
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
    left join payments.refunds as r
      on r.org_id = p_payment.org_id
      and r.payment_id = p_payment.id
      and (
        r.mollie_refund_id = e.refund ->> 'id'
        or (r.mollie_refund_id is null and r.id::text = e.refund #>> '{metadata,refund_id}')
      )
    where e.refund ->> 'id' is not null
      and pg_input_is_valid(e.refund ->> 'status', 'payments.refund_status')
    order by r.id, e.refund ->> 'createdAt'
  loop
    v_refund_id := coalesce(v_refund_id, payments.import_refund(p_payment, v_embedded));
    if v_refund_id is not null then
      perform payments.record_refund(v_refund_id, v_embedded);
    end if;
  end loop;
end
$$;
revoke all on function payments.sync_refunds(payments.payments, jsonb) from public;
