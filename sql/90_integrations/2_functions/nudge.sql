-- Sends a worker to an integration. Should none come for two minutes, another one is sent.
create or replace function integrations.nudge(p_org_id uuid, p_integration_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_org_id, 'integration:' || p_integration_id, 'webhook.deliver',
    jsonb_build_object('integration_id', p_integration_id));
  update integrations.turns as t
  set due_at = core.clock() + interval '2 minutes'
  where t.org_id = p_org_id and t.integration_id = p_integration_id;
end
$$;
revoke all on function integrations.nudge(uuid, uuid) from public;
