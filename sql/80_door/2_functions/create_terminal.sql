-- Makes a terminal for events of an org. For owners and admins (terminals.manage). The code is in
-- this answer only. Raises sign_in_required, missing_field, invalid_field, not_found,
-- not_allowed, feature_not_in_plan.
create or replace function door.create_terminal(
  p_org_id uuid,
  p_name text,
  p_event_ids uuid[],
  p_expires_at timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals;
  v_code text;
  v_hashes bytea[];
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'terminals.manage');
  perform billing.require_feature(p_org_id, 'scanner_terminals');
  -- Two terminals never have the same code, whosoever they are; it hardly ever takes a second try.
  while v_terminal.id is null loop
    v_code := core.random_code(6);
    v_hashes := door.terminal_code_hashes(v_code);
    insert into door.terminals (org_id, name, code_hash, expires_at, created_by)
    select p_org_id, core.require_text('name', p_name, 100), v_hashes[1],
      door.read_expiry(p_expires_at), auth.uid()
    where not exists (select from door.terminals as t where t.code_hash = any (v_hashes))
    on conflict (code_hash) do nothing
    returning * into v_terminal;
  end loop;
  perform door.assign_events(v_terminal, p_event_ids);
  return door.terminal_json(v_terminal) || jsonb_build_object('code', v_code);
end
$$;
revoke all on function door.create_terminal(uuid, text, uuid[], timestamptz) from public;
grant execute on function door.create_terminal(uuid, text, uuid[], timestamptz) to authenticated;
