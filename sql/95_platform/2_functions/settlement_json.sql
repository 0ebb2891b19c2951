-- A settlement as platform admins see it, and what it is made of: {settlement_id, org_id, org,
-- mollie_settlement_id, reference, status, amount, currency, created_at, settled_at, fetched_at,
-- lines: {kind: amount}, unexplained_amount}. `lines` is null until they were read; what they do
-- not come to, or what nothing explains (`other`), is `unexplained_amount`, which should be 0.
create or replace function platform.settlement_json(p_settlement payments.settlements)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'settlement_id', p_settlement.id, 'org_id', p_settlement.org_id, 'org', g.name,
      'mollie_settlement_id', p_settlement.mollie_settlement_id,
      'reference', p_settlement.reference, 'status', p_settlement.status,
      'amount', p_settlement.amount, 'currency', p_settlement.currency,
      'created_at', p_settlement.provider_created_at, 'settled_at', p_settlement.settled_at,
      'fetched_at', p_settlement.fetched_at,
      'lines', l.lines,
      'unexplained_amount', case when p_settlement.lines_fetched_at is not null
        then p_settlement.amount - coalesce(l.explained, 0) end)
    from tenancy.orgs as g
    cross join lateral (
      select jsonb_object_agg(k.kind, k.amount) as lines,
        sum(k.amount) filter (where k.kind <> 'other') as explained
      from (
        select x.kind, sum(x.amount) as amount
        from payments.settlement_lines as x
        where x.org_id = p_settlement.org_id and x.settlement_id = p_settlement.id
        group by x.kind
      ) as k
    ) as l
    where g.id = p_settlement.org_id
  );
end
$$;
revoke all on function platform.settlement_json(payments.settlements) from public;
