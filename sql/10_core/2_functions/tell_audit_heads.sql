-- Tells the world outside the last seal of each log, if there are new ones: who knows it there
-- finds every log that was made anew since. Returns how many it told.
create or replace function core.tell_audit_heads(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_told_at timestamptz;
  v_heads jsonb;
  v_sealed_at timestamptz;
begin
  select p.heads_told_at into v_told_at from core.audit_progress as p for update skip locked;
  select
    jsonb_agg(jsonb_build_object(
      'log', h.log, 'seal_id', h.seal_id, 'until_id', h.until_id,
      'chained', encode(h.chained, 'hex'), 'sealed_at', h.sealed_at) order by h.log),
    max(h.sealed_at)
  into v_heads, v_sealed_at
  from (
    select distinct on (s.log) s.*
    from core.audit_seals as s
    order by s.log, s.seal_id desc
  ) as h
  where h.sealed_at > v_told_at;
  if v_heads is null then
    return 0;
  end if;
  update core.audit_progress as p set heads_told_at = v_sealed_at;
  perform core.emit(
    null, 'audit:heads', 'audit.heads', jsonb_build_object('heads', v_heads));
  return least(jsonb_array_length(v_heads), p_limit - 1);
end
$$;
revoke all on function core.tell_audit_heads(integer) from public;
