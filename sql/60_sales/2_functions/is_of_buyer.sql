-- Whether a registration was made with its order, so that the buyer speaks for it as long as its
-- participant has no login: all but those who joined a team afterwards.
create or replace function sales.is_of_buyer(p_registration sales.registrations)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_registration.team_id is null or p_registration.position = 1;
end
$$;
revoke all on function sales.is_of_buyer(sales.registrations) from public;
