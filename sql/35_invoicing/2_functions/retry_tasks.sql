-- Tries invoices again that could not be made, without waiting for their hour; one that was tried
-- in the last minute is left alone, so repeating comes to an end. Heals `invoices_wait`.
create or replace function invoicing.retry_tasks(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update invoicing.tasks as t
  set due_at = core.clock()
  where (t.org_id, t.position) in (
    select i.org_id, i.position
    from invoicing.tasks as i
    where i.problem is not null
      and i.due_at between core.clock() and core.clock() + interval '59 minutes'
    limit p_limit);
  return invoicing.sweep_tasks(p_limit);
end
$$;
revoke all on function invoicing.retry_tasks(integer) from public;
