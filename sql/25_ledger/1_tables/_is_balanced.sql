-- requires: _schema
--
-- Whether the lines of a journal can stand: at least two, each of an account and an amount, and
-- debit equals credit in each of the two books that they may be of (ledger.accounts). Here because
-- a constraint of the table asks it.
create function ledger.is_balanced(p_lines ledger.line[])
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (
    select count(*) >= 2
      and coalesce(bool_and(l.account is not null and coalesce(l.amount, 0) <> 0), false)
      and coalesce(sum(l.amount) filter (where l.account like 'platform.%'), 0) = 0
      and coalesce(sum(l.amount) filter (where l.account not like 'platform.%'), 0) = 0
    from unnest(p_lines) as l
  );
end
$$;
revoke all on function ledger.is_balanced(ledger.line[]) from public;
