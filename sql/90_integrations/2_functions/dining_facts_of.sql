-- What integrations.facts_of() says of reservations and guests.
create or replace function integrations.dining_facts_of(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id uuid
)
  returns integrations.facts
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_facts integrations.facts;
begin
  if p_entity_type = 'reservation' then
    select null, jsonb_build_object(
      'location_id', r.location_id, 'reservation_number', r.reservation_number,
      'customer_id', r.customer_id, 'ticket_id', r.ticket_id, 'table_id', r.table_id,
      'table_group_id', r.table_group_id, 'starts_at', r.starts_at, 'ends_at', r.ends_at,
      'party_size', r.party_size, 'channel', r.channel)
    into v_facts
    from dining.reservations as r where r.org_id = p_org_id and r.id = p_entity_id;
  else
    select null, jsonb_build_object('location_id', c.location_id) into v_facts
    from dining.customers as c where c.org_id = p_org_id and c.id = p_entity_id;
  end if;
  return v_facts;
end
$$;
revoke all on function integrations.dining_facts_of(uuid, text, uuid) from public;
