-- What stands on an account of an org, in cents: debit above zero, credit below; of one thing that
-- it was booked for, or of all (`p_source_id` null).
create or replace function ledger.balance(
  p_org_id uuid,
  p_account text,
  p_currency text,
  p_source_id uuid default null
)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(l.amount), 0)
    from ledger.journals as j
    cross join lateral unnest(j.lines) as l
    where j.org_id = p_org_id
      and j.currency = p_currency
      and (p_source_id is null or j.source_id = p_source_id)
      and l.account = p_account
  );
end
$$;
revoke all on function ledger.balance(uuid, text, text, uuid) from public;
