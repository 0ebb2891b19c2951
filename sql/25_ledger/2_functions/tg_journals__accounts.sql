-- Every line is of an account of the chart, whoever writes. What an array holds, a foreign key
-- cannot look at.
create or replace function ledger.tg_journals__accounts()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_unknown text;
begin
  select l.account into v_unknown
  from unnest(new.lines) as l
  where not exists (select from ledger.accounts as a where a.code = l.account)
  limit 1;
  if found then
    raise foreign_key_violation using message = format('no account %s in the books', v_unknown);
  end if;
  return new;
end
$$;
revoke all on function ledger.tg_journals__accounts() from public;
