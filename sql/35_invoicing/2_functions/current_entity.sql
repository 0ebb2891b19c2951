-- The legal entity that sends an org's invoices now; nothing known of it, when there is none yet.
create or replace function invoicing.current_entity(p_org_id uuid)
  returns invoicing.legal_entities
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entity invoicing.legal_entities;
begin
  select e.* into v_entity
  from invoicing.legal_entities as e
  where e.org_id = p_org_id and e.is_current;
  return v_entity;
end
$$;
revoke all on function invoicing.current_entity(uuid) from public;
