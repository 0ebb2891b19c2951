-- The connections whose accounts hold payments of ours, for the command that compares the books.
create or replace function payments.connections_to_reconcile()
  returns table (connection_id uuid, org_id uuid, organization_name text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select c.id, c.org_id, c.organization_name
    from payments.mollie_connections as c
    where exists (
      select 1 from payments.payments as p where p.org_id = c.org_id and p.connection_id = c.id)
    order by c.id;
end
$$;
revoke all on function payments.connections_to_reconcile() from public;
grant execute on function payments.connections_to_reconcile() to service_role;
