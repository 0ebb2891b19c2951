-- Whose the public token of an order is (tenancy.token_holders).
create or replace function sales.holder_of_order(p_public_token text)
  returns table (org_id uuid, email text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select o.org_id, o.email
    from sales.orders as o
    where o.public_token_hash = core.token_hash(p_public_token);
end
$$;
revoke all on function sales.holder_of_order(text) from public;
