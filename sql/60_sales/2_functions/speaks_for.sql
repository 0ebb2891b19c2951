-- Whether the caller may act for a registration: its participant, signed in; or, as long as the
-- participant has no login, whoever has the link to its ticket, or whoever got it: the buyer of its
-- order or the holder of that order's public token, after a transfer the one who accepted it. Not
-- for who joined a team without a login.
create or replace function sales.speaks_for(
  p_registration sales.registrations,
  p_public_token text
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_login uuid;
begin
  select p.user_id into v_login
  from sales.participants as p
  where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
    and p.deleted_at is null;
  if v_login is not null then
    return coalesce(v_login = auth.uid(), false);
  elsif sales.is_of_buyer(p_registration) and exists (
    select 1 from sales.orders as o
    where o.org_id = p_registration.org_id and o.id = p_registration.order_id
      and (o.user_id = auth.uid() or o.public_token_hash = core.token_hash(p_public_token))
  ) then
    return true;
  end if;
  return sales.is_ticket_of(sales.ticket_of_token(p_public_token), p_registration)
    or sales.is_taken_by(p_registration, auth.uid());
end
$$;
revoke all on function sales.speaks_for(sales.registrations, text) from public;
