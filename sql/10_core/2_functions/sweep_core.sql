-- Retires what core keeps for a while: answers to idempotency keys, rate counters, delivered mail.
create or replace function core.sweep_core(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer;
  v_total integer := 0;
begin
  delete from core.idempotency_keys as k
  where k.ctid = any (array(
    select i.ctid from core.idempotency_keys as i
    where i.created_at < v_now - make_interval(hours => core.setting('core.idempotency_hours')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.rate_counters as c
  where c.ctid = any (array(
    select i.ctid from core.rate_counters as i
    where i.window_start < v_now - interval '1 day' limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from core.outbox_history as h
  where h.ctid = any (array(
    select i.ctid from core.outbox_history as i
    where i.delivered_at < v_now - make_interval(days => core.setting('core.outbox_history_days')::integer)
    limit p_limit));
  get diagnostics v_count = row_count;
  return v_total + v_count;
end
$$;
revoke all on function core.sweep_core(integer) from public;
