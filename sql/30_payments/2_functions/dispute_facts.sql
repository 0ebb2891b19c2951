-- How it stands with the payment that a chargeback is about: whether it is the one for which its
-- payable was given, and whether a bank holds money of it at present.
create or replace function payments.dispute_facts(
  p_org_id uuid,
  p_chargeback_id uuid,
  out has_settled boolean,
  out is_open boolean
)
  returns record
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select p.has_settled, p.amount_charged_back > 0
  from payments.chargebacks as c
  join payments.payments as p on p.org_id = c.org_id and p.id = c.payment_id
  where c.org_id = p_org_id and c.id = p_chargeback_id
$$;
revoke all on function payments.dispute_facts(uuid, uuid) from public;
