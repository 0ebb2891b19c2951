-- Whether a ticket is the living one of a registration. One that was handed on is nobody's.
create or replace function sales.is_ticket_of(
  p_ticket_instance_id uuid,
  p_registration sales.registrations
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1 from sales.ticket_instances as t
    where t.org_id = p_registration.org_id and t.id = p_ticket_instance_id
      and t.registration_id = p_registration.id and t.status <> 'void'
  );
end
$$;
revoke all on function sales.is_ticket_of(uuid, sales.registrations) from public;
