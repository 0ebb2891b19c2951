-- What is left of what was sold for one thing (an order, a reservation), account by account, as it
-- was credited; null when nothing is.
create or replace function ledger.left_of(p_org_id uuid, p_source_id uuid, p_currency text)
  returns ledger.line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(row(s.account, s.amount)::ledger.line order by s.account)
    from (
      select l.account, sum(l.amount)::integer as amount
      from ledger.journals as j
      cross join lateral unnest(j.lines) as l
      join ledger.accounts as a on a.code = l.account
      where j.org_id = p_org_id and j.source_id = p_source_id and j.currency = p_currency
        and a.is_sale
      group by l.account
      having sum(l.amount) <> 0
    ) as s
  );
end
$$;
revoke all on function ledger.left_of(uuid, uuid, text) from public;
