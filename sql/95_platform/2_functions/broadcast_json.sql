-- A broadcast as platform admins see it.
create or replace function platform.broadcast_json(p_broadcast platform.broadcasts)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'broadcast_id', p_broadcast.id, 'texts', p_broadcast.texts, 'status', p_broadcast.status,
    'recipients', p_broadcast.recipients, 'queued', p_broadcast.queued,
    'failed', (
      select count(*) from core.outbox_dead as d
      where d.org_id is null and d.topic = 'email.broadcast'
        and starts_with(d.aggregate, 'broadcast:' || p_broadcast.id || ':')),
    'created_at', p_broadcast.created_at, 'completed_at', p_broadcast.completed_at,
    'stopped_at', p_broadcast.stopped_at);
end
$$;
revoke all on function platform.broadcast_json(platform.broadcasts) from public;
