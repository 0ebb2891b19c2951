-- Whether a registration was made with its order and is still the buyer's, so that the buyer speaks
-- for it as long as its participant has no login: all but those who joined a team afterwards, and
-- those who got their place by a transfer.
create or replace function sales.is_of_buyer(p_registration sales.registrations)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_registration.transfer_id is null
    and (p_registration.team_id is null or p_registration.position = 1);
end
$$;
revoke all on function sales.is_of_buyer(sales.registrations) from public;
