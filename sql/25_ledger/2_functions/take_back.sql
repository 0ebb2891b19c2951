-- Lines that take an amount back of what was sold (`p_left`, as ledger.left_of() answers it), in
-- proportion and to the cent: cut at the rounded running total. All of it, or more, takes exactly
-- what is there; what goes back beyond it is a difference.
create or replace function ledger.take_back(p_left ledger.line[], p_amount integer)
  returns ledger.line[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_whole bigint;
begin
  select coalesce(-sum(l.amount), 0) into v_whole from unnest(p_left) as l;
  if p_amount >= v_whole then
    return array(select row(l.account, -l.amount)::ledger.line from unnest(p_left) as l)
      || row('payment_differences', p_amount - v_whole)::ledger.line;
  end if;
  return array(
    select row(
      s.account,
      round(p_amount::numeric * s.running / v_whole)
        - round(p_amount::numeric * (s.running + s.amount) / v_whole)
    )::ledger.line
    from (
      select l.account, l.amount, -sum(l.amount) over (order by l.ordinality) as running
      from unnest(p_left) with ordinality as l
    ) as s
  );
end
$$;
revoke all on function ledger.take_back(ledger.line[], integer) from public;
