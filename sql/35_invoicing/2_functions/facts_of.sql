-- What stands on the invoice of a payable, as its kind tells it: see invoicing.invoiceables.
create or replace function invoicing.facts_of(p_payable payments.payables)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_facts jsonb;
begin
  select k.facts_function into strict v_function
  from invoicing.invoiceables as k
  where k.kind = p_payable.kind;
  execute format('select %s($1, $2)', v_function) into v_facts
  using p_payable.org_id, p_payable.id;
  return v_facts;
end
$$;
revoke all on function invoicing.facts_of(payments.payables) from public;
