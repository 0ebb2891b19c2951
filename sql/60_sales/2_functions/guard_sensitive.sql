-- Lets staff write what is sensitive about a participant only when they may read it, too. Raises
-- not_allowed.
create or replace function sales.guard_sensitive(p_org_id uuid, p_changes jsonb)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_changes) = 'object' and p_changes
    ?| array['birth_date', 'emergency_name', 'emergency_phone', 'medical_note']
  then
    perform tenancy.authorise(p_org_id, 'participants.read_sensitive');
  end if;
end
$$;
revoke all on function sales.guard_sensitive(uuid, jsonb) from public;
