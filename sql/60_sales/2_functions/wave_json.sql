-- A wave as those see it who wait for places in it; null without one.
create or replace function sales.wave_json(p_org_id uuid, p_wave_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at)
    from events.waves as w
    where w.org_id = p_org_id and w.id = p_wave_id
  );
end
$$;
revoke all on function sales.wave_json(uuid, uuid) from public;
