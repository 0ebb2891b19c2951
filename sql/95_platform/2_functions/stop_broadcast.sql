-- Sends a mail to all owners to nobody else; one that has ended stays as it is. For platform
-- admins; called by public.platform_stop_broadcast(). Locks: the broadcast. Raises
-- sign_in_required, platform_admin_required, missing_field, not_found.
create or replace function platform.stop_broadcast(p_broadcast_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_broadcast platform.broadcasts;
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('broadcast_id', p_broadcast_id);
  select b.* into v_broadcast
  from platform.broadcasts as b
  where b.id = p_broadcast_id
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'broadcast', 'id', p_broadcast_id));
  end if;
  if v_broadcast.status = 'sending' then
    update platform.broadcasts as b
    set status = 'stopped', stopped_at = core.clock()
    where b.id = p_broadcast_id
    returning b.* into v_broadcast;
    perform tenancy.log_admin_act(
      'broadcast.stopped', null, 'broadcast', v_broadcast.id::text,
      jsonb_build_object('queued', v_broadcast.queued));
  end if;
  return platform.broadcast_json(v_broadcast);
end
$$;
revoke all on function platform.stop_broadcast(uuid) from public;
grant execute on function platform.stop_broadcast(uuid) to authenticated;
