-- Hands the next owners of a broadcast to the outbox, each in the language of their org, or in the
-- one that was written. Answers how many. Locks: the broadcast, of those that nobody is busy with.
create or replace function platform.sweep_broadcasts(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_broadcast platform.broadcasts;
  v_owner record;
  v_said jsonb;
  v_count integer := 0;
begin
  select b.* into v_broadcast
  from platform.broadcasts as b
  where b.status = 'sending'
  order by b.id
  limit 1
  for no key update skip locked;
  if not found then
    return 0;
  end if;
  for v_owner in
    select w.* from platform.owners_after(v_broadcast.last_user_id, p_limit - 1) as w
  loop
    v_said := coalesce(
      v_broadcast.texts -> v_owner.language, v_broadcast.texts -> 'nl', v_broadcast.texts -> 'en');
    perform core.emit(
      null, 'broadcast:' || v_broadcast.id || ':' || v_owner.user_id, 'email.broadcast',
      v_said || jsonb_build_object(
        'email', v_owner.email,
        'language', case when v_broadcast.texts ? v_owner.language then v_owner.language
          when v_broadcast.texts ? 'nl' then 'nl' else 'en' end,
        'org_name', core.setting('platform.name') #>> '{}'));
    v_broadcast.last_user_id := v_owner.user_id;
    v_count := v_count + 1;
  end loop;
  update platform.broadcasts as b
  set queued = b.queued + v_count, last_user_id = v_broadcast.last_user_id,
    status = case when v_count < p_limit - 1 then 'completed' else b.status end,
    completed_at = case when v_count < p_limit - 1 then core.clock() end
  where b.id = v_broadcast.id;
  return v_count;
end
$$;
revoke all on function platform.sweep_broadcasts(integer) from public;
