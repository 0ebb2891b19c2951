-- Whether a user is the one who accepted the transfer by which a registration got its participant.
create or replace function sales.is_taken_by(
  p_registration sales.registrations,
  p_user_id uuid
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_registration.transfer_id is not null and exists (
    select 1 from sales.ticket_transfers as t
    where t.org_id = p_registration.org_id and t.id = p_registration.transfer_id
      and t.to_user = p_user_id
  );
end
$$;
revoke all on function sales.is_taken_by(sales.registrations, uuid) from public;
