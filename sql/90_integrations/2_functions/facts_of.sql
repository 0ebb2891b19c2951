-- What other systems learn of a thing beside that something happened to it: ids, numbers, amounts
-- in cents, nothing about persons. As it is now; nothing of what is gone.
create or replace function integrations.facts_of(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id text
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
  case p_entity_type
    when 'order' then
      select o.event_id, jsonb_build_object(
        'order_number', o.order_number, 'purpose', o.purpose, 'settlement', o.settlement,
        'total_amount', o.total_amount, 'currency', o.currency)
      into v_facts
      from sales.orders as o where o.org_id = p_org_id and o.id = p_entity_id::uuid;
    when 'registration' then
      select r.event_id, jsonb_build_object(
        'ticket_type_id', r.ticket_type_id, 'order_id', r.order_id, 'wave_id', r.wave_id,
        'team_id', r.team_id, 'participant_id', r.participant_id)
      into v_facts
      from sales.registrations as r where r.org_id = p_org_id and r.id = p_entity_id::uuid;
    when 'result' then
      select r.event_id, jsonb_build_object(
        'registration_id', r.registration_id, 'outcome', r.outcome)
      into v_facts
      from integrations.results as r
      where r.org_id = p_org_id and r.registration_id = p_entity_id::uuid;
    when 'ticket_instance' then
      select t.event_id, jsonb_build_object(
        'ticket_type_id', t.ticket_type_id, 'order_id', t.order_id,
        'registration_id', t.registration_id)
      into v_facts
      from sales.ticket_instances as t where t.org_id = p_org_id and t.id = p_entity_id::uuid;
    when 'bib' then
      select b.event_id, jsonb_build_object(
        'number', b.number, 'registration_id', b.registration_id)
      into v_facts
      from sales.bibs as b
      where b.org_id = p_org_id and b.event_id = split_part(p_entity_id, '/', 1)::uuid
        and b.number = split_part(p_entity_id, '/', 2)::integer;
    when 'team' then
      select g.event_id, jsonb_build_object(
        'ticket_type_id', g.ticket_type_id, 'order_id', g.order_id, 'captain_id', g.captain_id)
      into v_facts
      from sales.teams as g where g.org_id = p_org_id and g.id = p_entity_id::uuid;
    when 'ticket_transfer' then
      select t.event_id, jsonb_build_object(
        'registration_id', t.registration_id, 'from_ticket', t.from_ticket,
        'to_ticket', t.to_ticket, 'fee_amount', t.fee_amount, 'order_id', t.order_id)
      into v_facts
      from sales.ticket_transfers as t where t.org_id = p_org_id and t.id = p_entity_id::uuid;
    when 'waitlist_entry' then
      select w.event_id, jsonb_build_object(
        'ticket_type_id', w.ticket_type_id, 'wave_id', w.wave_id, 'quantity', w.quantity)
      into v_facts
      from sales.waitlist_entries as w where w.org_id = p_org_id and w.id = p_entity_id::uuid;
    when 'event' then
      v_facts := row(p_entity_id::uuid, '{}');
    when 'ticket_type' then
      select y.event_id, '{}' into v_facts
      from events.ticket_types as y where y.org_id = p_org_id and y.id = p_entity_id::uuid;
    when 'wave' then
      select w.event_id, '{}' into v_facts
      from events.waves as w where w.org_id = p_org_id and w.id = p_entity_id::uuid;
    when 'reservation', 'customer' then
      v_facts := integrations.dining_facts_of(p_org_id, p_entity_type, p_entity_id::uuid);
    else
      v_facts := integrations.money_facts_of(p_org_id, p_entity_type, p_entity_id::uuid);
  end case;
  return v_facts;
end
$$;
revoke all on function integrations.facts_of(uuid, text, text) from public;
