-- Whether a payable is to have an invoice: its buyer asked for one, or its org always sends one for
-- what costs something.
create or replace function invoicing.is_wanted(p_payable payments.payables)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select from invoicing.buyers as b
    where b.org_id = p_payable.org_id and b.payable_id = p_payable.id
  )
  or (
    p_payable.amount > 0
    and exists (
      select from invoicing.legal_entities as e
      where e.org_id = p_payable.org_id and e.is_current and e.issue = 'always'
    )
  );
end
$$;
revoke all on function invoicing.is_wanted(payments.payables) from public;
