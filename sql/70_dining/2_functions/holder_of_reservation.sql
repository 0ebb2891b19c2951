-- Whose the public token of a reservation is (tenancy.token_holders); nobody's without an address.
create or replace function dining.holder_of_reservation(p_public_token text)
  returns table (org_id uuid, email text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select r.org_id, c.email
    from dining.reservations as r
    join dining.customers as c on c.org_id = r.org_id and c.id = r.customer_id
    where r.public_token_hash = core.token_hash(p_public_token) and c.email is not null;
end
$$;
revoke all on function dining.holder_of_reservation(text) from public;
