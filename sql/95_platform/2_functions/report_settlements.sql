-- requires: settlement_json
-- The report `settlements`: what the provider paid out to orgs in a period, and of what; in euros.
create or replace function platform.report_settlements(p_from timestamptz, p_to timestamptz)
  returns table (
    settlement text, org_id uuid, org text, status text, amount numeric, payments numeric,
    refunds numeric, chargebacks numeric, provider_costs numeric, platform_fees numeric,
    movements numeric, unexplained numeric, created_at timestamptz, settled_at timestamptz,
    currency text
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select s.mollie_settlement_id, s.org_id, j.told ->> 'org', s.status::text, s.amount * 0.01,
    (j.told #>> '{lines,payment}')::bigint * 0.01, (j.told #>> '{lines,refund}')::bigint * 0.01,
    (j.told #>> '{lines,chargeback}')::bigint * 0.01,
    (j.told #>> '{lines,provider_cost}')::bigint * 0.01,
    (j.told #>> '{lines,application_fee}')::bigint * 0.01,
    (j.told #>> '{lines,movement}')::bigint * 0.01,
    (j.told ->> 'unexplained_amount')::bigint * 0.01, s.provider_created_at, s.settled_at,
    s.currency
  from payments.settlements as s
  cross join lateral (select platform.settlement_json(s) as told) as j
  where s.provider_created_at >= p_from and s.provider_created_at < p_to
  order by s.provider_created_at, s.id
$$;
revoke all on function platform.report_settlements(timestamptz, timestamptz) from public;
