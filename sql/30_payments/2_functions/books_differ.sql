-- Whether the books of an org have another sum at the provider than the provider itself, per
-- currency: what is on its balances, and what is on its way to the bank. See payout_differences().
-- What happened since the balances were read is not in what the provider said.
create or replace function payments.books_differ(p_org_id uuid)
  returns setof payments.payout_difference
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select
      'books', 'balance',
      'The books have another sum at the provider than the provider said when it was last asked.',
      t.currency, t.ours, t.theirs, null::uuid, null::uuid, null::uuid, null::uuid, null::text,
      t.fetched_at
    from (
      select b.currency, ledger.balance(p_org_id, 'provider', b.currency) as ours,
        sum(b.available_amount + b.pending_amount + w.amount)::bigint as theirs,
        min(b.fetched_at) as fetched_at
      from payments.balances as b
      cross join lateral (
        select coalesce(sum(s.amount), 0) as amount
        from payments.settlements as s
        where s.org_id = b.org_id and s.balance_id = b.id
          and s.status in ('pending', 'processing-at-bank')
      ) as w
      where b.org_id = p_org_id
      group by b.currency
    ) as t
    where t.ours <> t.theirs;
end
$$;
revoke all on function payments.books_differ(uuid) from public;
