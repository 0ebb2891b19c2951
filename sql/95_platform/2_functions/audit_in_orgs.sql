-- Writes into the audit log of every org that a user belongs to what was done about that user, so
-- that its members can see it.
create or replace function platform.audit_in_orgs(
  p_user_id uuid,
  p_entity_type text,
  p_entity_id text,
  p_action text,
  p_details jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.audit(m.org_id, p_entity_type, p_entity_id, p_action, null, p_details)
  from tenancy.org_members as m
  where m.user_id = p_user_id;
end
$$;
revoke all on function platform.audit_in_orgs(uuid, text, text, text, jsonb) from public;
