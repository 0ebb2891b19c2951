-- Whether an org is where a filter says: all steps done, not all, or a certain one not done yet.
create or replace function platform.is_onboarded(p_org_id uuid, p_filter text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_steps jsonb := platform.onboarding_of(p_org_id);
  v_is_complete boolean := not (v_steps @? '$.* ? (@ == false)');
begin
  return case p_filter
    when 'complete' then v_is_complete
    when 'incomplete' then not v_is_complete
    else not (v_steps ->> p_filter)::boolean
  end;
end
$$;
revoke all on function platform.is_onboarded(uuid, text) from public;
