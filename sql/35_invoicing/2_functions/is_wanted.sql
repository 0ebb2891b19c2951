-- Whether a payable is to have an invoice: its buyer asked for one, or its org always sends one for
-- what costs something, be it that all of it was paid before, with a credit.
create or replace function invoicing.is_wanted(p_payable payments.payables, p_facts jsonb)
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
    (p_payable.amount > 0 or jsonb_path_exists(p_facts, '$.lines[*] ? (@.total_amount < 0)'))
    and exists (
      select from invoicing.legal_entities as e
      where e.org_id = p_payable.org_id and e.is_current and e.issue = 'always'
    )
  );
end
$$;
revoke all on function invoicing.is_wanted(payments.payables, jsonb) from public;
