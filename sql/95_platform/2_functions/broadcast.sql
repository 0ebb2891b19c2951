-- Mails everybody who owns an org, once each; the sweep does it a few at a time. The idempotency
-- key keeps a repeat from mailing them twice. For platform admins; called by
-- public.platform_broadcast(). Locks: the key. Raises sign_in_required, platform_admin_required,
-- missing_field, invalid_field, rate_limited, idempotency_key_reused.
create or replace function platform.broadcast(p_texts jsonb, p_idempotency_key text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_key text;
  v_texts jsonb;
  v_answer jsonb;
  v_broadcast platform.broadcasts;
begin
  perform tenancy.require_platform_admin();
  v_key := core.require_text('idempotency_key', p_idempotency_key, 200);
  v_texts := sales.read_message_texts(p_texts);
  v_answer := core.begin_idempotent('platform', 'broadcast', v_key, v_texts);
  if v_answer is not null then
    return v_answer;
  end if;
  perform core.hit_rate_limit('broadcast', 'platform');
  insert into platform.broadcasts (texts, recipients, created_by)
  values (
    v_texts, (select count(*) from platform.owners_after(null, null)), auth.uid())
  returning * into v_broadcast;
  perform tenancy.log_admin_act(
    'broadcast.started', null, 'broadcast', v_broadcast.id::text,
    jsonb_build_object('texts', v_texts, 'recipients', v_broadcast.recipients));
  v_answer := platform.broadcast_json(v_broadcast);
  perform core.finish_idempotent('platform', 'broadcast', v_key, v_texts, v_answer);
  return v_answer;
end
$$;
revoke all on function platform.broadcast(jsonb, text) from public;
grant execute on function platform.broadcast(jsonb, text) to authenticated;
