-- requires: messages_of
-- What was sent to and about an org and what became of it, the newest first, a page at a time, for
-- platform admins: of one thing (`p_about`, such as order:<id>), or in one state (waiting, failed,
-- delivered). `p_cursor` is the last message of the page before. `to` is known until delivery,
-- which forgets contents. Reading is logged. Returns {messages, next_cursor}. Raises missing_field,
-- invalid_field, not_found, and what require_platform_admin() raises.
create or replace function platform.messages(
  p_org_id uuid,
  p_about text,
  p_state text,
  p_cursor bigint,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_about text;
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('org_id', p_org_id);
  v_about := core.optional_text('about', p_about, 200);
  perform core.require_range('limit', v_limit, 1, 200);
  if p_state not in ('waiting', 'failed', 'delivered') then
    perform core.fail('invalid_field',
      '{"field": "state", "reason": "it is not waiting, failed or delivered"}');
  end if;
  if not exists (select from tenancy.orgs as g where g.id = p_org_id) then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  v_found := array(
    select to_jsonb(m)
    from platform.messages_of(p_org_id, v_about, p_state, p_cursor, v_limit + 1) as m
    order by m.event_id desc);
  perform tenancy.log_admin_act(
    'messages.read', p_org_id, 'org', p_org_id::text,
    jsonb_strip_nulls(jsonb_build_object('about', v_about, 'state', p_state)));
  return jsonb_build_object(
    'messages', to_jsonb(v_found[:v_limit]),
    'next_cursor', case when cardinality(v_found) > v_limit
      then v_found[v_limit] -> 'event_id' end);
end
$$;
revoke all on function platform.messages(uuid, text, text, bigint, integer) from public;
grant execute on function platform.messages(uuid, text, text, bigint, integer)
  to authenticated;
