-- Raises results_invalid when a line of results is wrong, with each such line (the first thousand):
-- its number, whose it is said to be, and the reason.
create or replace function integrations.guard_results(p_lines integrations.result_line[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wrong bigint;
  v_problems jsonb;
begin
  select
    count(*),
    jsonb_agg(
      jsonb_build_object('line', l.line, 'bib', left(l.bib, 40), 'reason', l.problem)
      order by l.place) filter (where l.place <= 1000)
  into v_wrong, v_problems
  from (
    select u.line, u.bib, u.problem, row_number() over (order by u.line) as place
    from unnest(p_lines) as u
    where u.problem is not null
  ) as l;
  if v_wrong > 0 then
    perform core.fail('results_invalid', jsonb_build_object(
      'lines', cardinality(p_lines), 'wrong', v_wrong, 'problems', v_problems));
  end if;
end
$$;
revoke all on function integrations.guard_results(integrations.result_line[]) from public;
