-- Writes one entry of the administrators' audit log: called by every function that a platform admin
-- changes something with, or reads personal data with, after tenancy.require_platform_admin().
-- `p_action` is `<thing>.<verb>`, `p_details` an object: what was done and why. What concerns an
-- org is for its own audit log too, which is the caller's affair (core.audit, or the table's
-- trigger).
create or replace function tenancy.log_admin_act(
  p_action text,
  p_org_id uuid,
  p_entity_type text,
  p_entity_id text,
  p_details jsonb default '{}'
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_admin_id uuid := auth.uid();
  v_in_request boolean := coalesce(current_setting('request.headers', true), '') <> '';
begin
  insert into tenancy.admin_audit_log (
    admin_id, admin_email, action, org_id, entity_type, entity_id, details,
    request_id, address, user_agent
  ) values (
    v_admin_id, (select lower(u.email) from auth.users as u where u.id = v_admin_id),
    p_action, p_org_id, p_entity_type, p_entity_id, coalesce(p_details, '{}'),
    left(core.request_header('x-request-id'), 100),
    case when v_in_request then core.client_address() end,
    core.request_header('user-agent')
  );
end
$$;
revoke all on function tenancy.log_admin_act(text, uuid, text, text, jsonb) from public;
