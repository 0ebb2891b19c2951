-- The ticket of a registration that staff with registrations.manage do something with: the valid
-- one, else the last. Raises missing_field, what tenancy.authorise() raises, and
-- ticket_not_changeable when it has none, because it is not paid or one of a team.
create or replace function sales.ticket_of_registration(p_registration_id uuid)
  returns sales.ticket_instances
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
  v_ticket sales.ticket_instances;
begin
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration from sales.registrations as r where r.id = p_registration_id;
  perform tenancy.authorise(
    v_registration.org_id, 'registrations.manage', 'registration', p_registration_id);
  select t.* into v_ticket
  from sales.ticket_instances as t
  where t.org_id = v_registration.org_id and t.registration_id = v_registration.id
  order by t.status <> 'valid', t.id desc
  limit 1;
  if not found then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'registration_id', v_registration.id, 'status', v_registration.status,
      'reason', case when v_registration.team_id is null then 'it is not paid'
        else 'it is one of a team' end));
  end if;
  return v_ticket;
end
$$;
revoke all on function sales.ticket_of_registration(uuid) from public;
