-- Gives a team a new code to join it with, and returns it; the one before is worth nothing from now
-- on. Twelve characters that people can read aloud, 60 random bits: XXXX-XXXX-XXXX.
create or replace function sales.make_join_code(p_org_id uuid, p_team_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_code text := core.random_code(12);
begin
  update sales.teams as t
  set join_code_hash = core.token_hash(v_code)
  where t.org_id = p_org_id and t.id = p_team_id;
  return regexp_replace(v_code, '^(.{4})(.{4})', '\1-\2-');
end
$$;
revoke all on function sales.make_join_code(uuid, uuid) from public;
