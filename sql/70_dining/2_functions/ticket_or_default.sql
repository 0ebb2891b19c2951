-- The ticket that is asked for, or that which a location offers when nobody says which. Raises
-- missing_field when there is no such.
create or replace function dining.ticket_or_default(p_location dining.locations, p_ticket_id uuid)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket_id uuid := p_ticket_id;
begin
  if v_ticket_id is null then
    select t.id into v_ticket_id
    from dining.tickets as t
    where t.org_id = p_location.org_id and t.location_id = p_location.id and t.is_default;
    if not found then
      perform core.fail('missing_field', jsonb_build_object('field', 'ticket_id'));
    end if;
  end if;
  return v_ticket_id;
end
$$;
revoke all on function dining.ticket_or_default(dining.locations, uuid) from public;
