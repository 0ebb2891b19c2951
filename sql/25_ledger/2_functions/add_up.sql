-- Lines with one per account, debits first, without those that come to nothing; null when none is
-- left.
create or replace function ledger.add_up(p_lines ledger.line[])
  returns ledger.line[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (
    select array_agg(row(s.account, s.amount)::ledger.line order by s.amount desc, s.account)
    from (
      select l.account, sum(l.amount)::integer as amount
      from unnest(p_lines) as l
      group by l.account
      having sum(l.amount) <> 0
    ) as s
  );
end
$$;
revoke all on function ledger.add_up(ledger.line[]) from public;
