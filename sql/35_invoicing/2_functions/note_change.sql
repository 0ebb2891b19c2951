-- Called when a payable was settled, ended, or paid back: queues a look at its invoices, in the
-- same transaction, where it has one, its buyer wants one, or its org always sends one. It locks
-- nothing: no sale of an org waits for another.
create or replace function invoicing.note_change(p_org_id uuid, p_payable_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into invoicing.tasks (org_id, payable_id)
  select p_org_id, p_payable_id
  where exists (
    select from invoicing.legal_entities as e
    where e.org_id = p_org_id and e.is_current and e.issue = 'always'
  )
  or exists (
    select from invoicing.buyers as b where b.org_id = p_org_id and b.payable_id = p_payable_id
  )
  or exists (
    select from invoicing.invoices as i where i.org_id = p_org_id and i.payable_id = p_payable_id
  );
end
$$;
revoke all on function invoicing.note_change(uuid, uuid) from public;
