-- Rule failed_payments_address: network addresses from which orders were placed whose payments
-- failed `at_least` times. Where an order came from stands in the audit log.
create or replace function platform.failing_addresses(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    null::uuid, a.address, count(*),
    jsonb_build_object(
      'payments', count(*), 'emails', count(distinct o.email), 'orgs', count(distinct o.org_id),
      'amount', sum(p.amount)),
    max(p.failed_at)
  from payments.payments as p
  join sales.orders as o on o.org_id = p.org_id and o.id = p.payable_id
  join core.audit_log as a
    on a.org_id = o.org_id and a.entity_type = 'order' and a.entity_id = o.id::text
    and a.action = 'order.created'
  where p.failed_at >= p_since and a.address is not null
  group by a.address
  having count(*) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.failing_addresses(timestamptz, jsonb) from public;
