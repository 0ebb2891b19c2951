-- Lines as they are where it is the platform that is paid: in its own book instead of the org's,
-- and on the other side in the book of the org, out of whose bank the money came.
create or replace function payments.lines_for_platform(p_lines ledger.line[])
  returns ledger.line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(m.line)
    from (
      select l.amount, case l.account
        when 'unallocated' then 'platform.unallocated'
        when 'chargebacks' then 'platform.receivables'
        when 'payment_differences' then 'platform.bills'
        when 'bank' then 'platform.provider'
        else l.account
      end as account
      from unnest(p_lines) as l
      where l.amount <> 0 and l.account not in ('platform_account', 'platform.held')
    ) as l
    join ledger.accounts as a on a.code = l.account
    cross join lateral (values
      (row(l.account, l.amount)::ledger.line), (row(a.mirror, -l.amount)::ledger.line)
    ) as m (line)
  );
end
$$;
revoke all on function payments.lines_for_platform(ledger.line[]) from public;
