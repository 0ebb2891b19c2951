-- What the books say of a charge: see payments.payable_kinds. What the platform earned by it, and
-- the VAT in it.
create or replace function billing.book_charge(
  p_org_id uuid,
  p_charge_id uuid,
  p_refund_id uuid,
  out subject_id uuid,
  out lines ledger.line[]
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select c.event_id, case when p_refund_id is null then array[
    row(case c.kind when 'OVERAGE' then 'platform.overage' else 'platform.bills' end,
      c.vat_amount - c.amount),
    row('platform.vat', -c.vat_amount)]::ledger.line[] end
  into strict subject_id, lines
  from billing.charges as c
  where c.org_id = p_org_id and c.id = p_charge_id;
end
$$;
revoke all on function billing.book_charge(uuid, uuid, uuid) from public;
