-- Called when a refund was completed: queues a look at the invoices of what its payment paid for.
-- That may be another payable than the one it was paid back for, when that one was paid with a
-- credit: the credit note belongs to the invoice that the money once paid.
create or replace function invoicing.note_refund(p_org_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform invoicing.note_change(p.org_id, p.payable_id)
  from payments.refunds as r
  join payments.payments as p on p.org_id = r.org_id and p.id = r.payment_id
  where r.org_id = p_org_id and r.id = p_refund_id;
end
$$;
revoke all on function invoicing.note_refund(uuid, uuid) from public;
