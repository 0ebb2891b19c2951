-- Seals the next entries of a log, at most `p_limit` numbers up to `p_until`, up to which none may
-- come later. `p_number` is the column of their numbers, `p_columns` are all of them in the order
-- in which they are hashed. Returns how many numbers it went through. One statement hashes them;
-- nearly all of its time goes into writing jsonb as text.
create or replace function core.seal(
  p_log regclass,
  p_number text,
  p_columns text[],
  p_until bigint,
  p_limit integer
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set timezone = 'UTC'
  set datestyle = 'ISO, YMD'
as $$
declare
  v_seal core.audit_seals;
begin
  select s.seal_id, s.until_id, s.chained
  into v_seal.seal_id, v_seal.after_id, v_seal.previous
  from core.audit_seals as s
  where s.log = p_log::text
  order by s.seal_id desc
  limit 1;
  v_seal.log := p_log::text;
  v_seal.seal_id := coalesce(v_seal.seal_id, 0) + 1;
  v_seal.after_id := coalesce(v_seal.after_id, 0);
  v_seal.previous := coalesce(v_seal.previous, decode(repeat('00', 32), 'hex'));
  v_seal.until_id := least(p_until, v_seal.after_id + p_limit);
  if v_seal.until_id <= v_seal.after_id then
    return 0;
  end if;
  execute format(
    $sql$
    select count(*), sha256(coalesce(string_agg(e.sha256, ''), '')),
      coalesce(array_agg(e.number), '{}'), coalesce(string_agg(substr(e.sha256, 1, 4), ''), '')
    from (
      select l.%1$I as number, sha256(%2$s) as sha256
      from %3$s as l
      where l.%1$I > $1 and l.%1$I <= $2
      order by l.%1$I
    ) as e
    $sql$,
    p_number, core.entry_form(p_log, p_columns), p_log)
  into v_seal.entries, v_seal.digest, v_seal.numbers, v_seal.marks
  using v_seal.after_id, v_seal.until_id;
  v_seal.sealed_at := core.clock();
  v_seal.chained := sha256(v_seal.previous || convert_to(
    row(
      v_seal.log, v_seal.seal_id, v_seal.after_id, v_seal.until_id, v_seal.entries,
      encode(v_seal.digest, 'hex'), v_seal.sealed_at
    )::text, 'UTF8'));
  insert into core.audit_seals select v_seal.*;
  return v_seal.until_id - v_seal.after_id;
end
$$;
revoke all on function core.seal(regclass, text, text[], bigint, integer) from public;
