-- The ids of what an entry of the audit log tells of: of the thing that it names, or of others that
-- belong to it. What was made with it has its moment.
create or replace function integrations.subjects_of(
  p_org_id uuid,
  p_subject integrations.subject,
  p_entity_id text,
  p_created_at timestamptz
)
  returns setof text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  case p_subject
    when 'entry' then
      return next p_entity_id;
    when 'registrations_of_order', 'new_registrations_of_order' then
      return query
        select r.id::text from sales.registrations as r
        where r.org_id = p_org_id and r.order_id = p_entity_id::uuid
          and case p_subject
            when 'new_registrations_of_order' then r.created_at = p_created_at
            else r.created_at <= p_created_at
          end;
    when 'new_tickets_of_order' then
      return query
        select t.id::text from sales.ticket_instances as t
        where t.org_id = p_org_id and t.order_id = p_entity_id::uuid
          and t.created_at = p_created_at;
    when 'ticket_of_transfer' then
      return query
        select t.to_ticket::text from sales.ticket_transfers as t
        where t.org_id = p_org_id and t.id = p_entity_id::uuid and t.to_ticket is not null;
    when 'registrations_of_participant' then
      return query
        select r.id::text from sales.registrations as r
        where r.org_id = p_org_id and r.participant_id = p_entity_id::uuid;
  end case;
end
$$;
revoke all on function integrations.subjects_of(uuid, integrations.subject, text, timestamptz)
  from public;
