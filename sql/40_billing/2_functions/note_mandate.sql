-- Keeps what the provider may collect with from now on: the mandate that the first payment made
-- with which a charge was just paid. Nothing changes for a payment that makes none.
create or replace function billing.note_mandate(p_charge billing.charges)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_mandate_id text := payments.mandate_of(p_charge.org_id, p_charge.id);
begin
  update billing.customers as c
  set mollie_mandate_id = v_mandate_id
  where c.org_id = p_charge.org_id
    and v_mandate_id is not null
    and c.mollie_mandate_id is distinct from v_mandate_id;
end
$$;
revoke all on function billing.note_mandate(billing.charges) from public;
