-- Runs the sweep that is most overdue, if one is, in this transaction of its own: sweeps lock many
-- things and so never share one. Returns {"sweep": name, "count": n}, or {"sweep": null} when
-- nothing is due; callers repeat until then. A sweep that worked off a full batch is due again at
-- once. Safe to run anywhere, any number of times.
create or replace function core.tick()
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_sweep core.sweeps;
  v_count integer;
  v_error text;
begin
  perform core.act_as('system');
  select s.* into v_sweep
  from core.sweeps as s
  where s.last_run_at + s.every <= v_now
  order by s.last_run_at + s.every, s.name
  limit 1
  for update skip locked;
  if not found then
    return jsonb_build_object('sweep', null);
  end if;
  begin
    execute format('select %s($1)', v_sweep.function) into v_count using v_sweep.batch;
  exception when others then
    -- One broken sweep must not stop the others; the doctor reports last_error.
    get stacked diagnostics v_error = message_text;
  end;
  update core.sweeps as s
  set last_run_at = case when v_count >= s.batch then v_now - s.every else v_now end,
    last_count = v_count,
    last_error = v_error
  where s.name = v_sweep.name;
  return jsonb_strip_nulls(jsonb_build_object(
    'sweep', v_sweep.name, 'count', v_count, 'error', v_error));
end
$$;
revoke all on function core.tick() from public;
grant execute on function core.tick() to service_role;
