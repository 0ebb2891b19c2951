-- Messages whose delivery failed, the newest first, a page at a time, for platform admins: those
-- that are tried again, and dead letters; of one channel (email, mollie) where `p_channel` names
-- it. What the provider's webhooks lead to is the channel mollie. Returns {deliveries: [{event_id,
-- org_id, channel, topic, about, state, attempts, last_error, created_at, at}], next_cursor}.
-- `state` is retrying or dead; `at` is when it is tried again, or died. Raises invalid_field, and
-- what require_platform_admin() raises.
create or replace function platform.failed_deliveries(
  p_channel text,
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
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  if p_channel is not null and not exists (
    select from core.outbox_buckets as b where b.channel = p_channel
  ) then
    perform core.fail('invalid_field', '{"field": "channel", "reason": "there is no such channel"}');
  end if;
  v_found := array(
    select jsonb_build_object(
      'event_id', m.event_id, 'org_id', m.org_id, 'channel', m.channel, 'topic', m.topic,
      'about', m.aggregate, 'state', m.state, 'attempts', m.attempts,
      'last_error', m.last_error, 'created_at', m.created_at, 'at', m.at)
    from (
      select e.event_id, e.org_id, e.channel, e.topic, e.aggregate, 'retrying' as state, e.attempts,
        e.last_error, e.created_at, e.available_at as at
      from core.outbox_events as e
      where e.attempts > 0
      union all
      select d.event_id, d.org_id, d.channel, d.topic, d.aggregate, 'dead', d.attempts,
        d.last_error, d.created_at, d.died_at
      from core.outbox_dead as d
    ) as m
    where (p_channel is null or m.channel = p_channel)
      and (p_cursor is null or m.event_id < p_cursor)
    order by m.event_id desc
    limit v_limit + 1);
  return jsonb_build_object(
    'deliveries', to_jsonb(v_found[:v_limit]),
    'next_cursor', case when cardinality(v_found) > v_limit
      then v_found[v_limit] -> 'event_id' end);
end
$$;
revoke all on function platform.failed_deliveries(text, bigint, integer) from public;
grant execute on function platform.failed_deliveries(text, bigint, integer) to authenticated;
