-- requires: failure_reason, since_of
-- Payments that failed in a period (24h, 7d, 30d), the latest first, a page at a time, for platform
-- admins. `p_cursor` is the last payment of the page before. Returns {payments: [{payment_id,
-- org_id, org, payable_id, kind, amount, currency, method, provider_payment_id, reason, created_at,
-- failed_at}], next_cursor}. Raises invalid_field, and what require_platform_admin() raises.
create or replace function platform.failed_payments(p_period text, p_cursor uuid, p_limit integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_since timestamptz;
  v_before timestamptz;
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  v_since := platform.since_of(p_period);
  select p.failed_at into v_before from payments.payments as p where p.id = p_cursor;
  v_found := array(
    select jsonb_build_object(
      'payment_id', p.id, 'org_id', p.org_id, 'org', g.name, 'payable_id', p.payable_id,
      'kind', y.kind, 'amount', p.amount, 'currency', p.currency, 'method', p.method,
      'provider_payment_id', p.provider_payment_id,
      'reason', platform.failure_reason(p.org_id, p.id), 'created_at', p.created_at,
      'failed_at', p.failed_at)
    from payments.payments as p
    join payments.payables as y on y.org_id = p.org_id and y.id = p.payable_id
    join tenancy.orgs as g on g.id = p.org_id
    where p.failed_at >= v_since
      and (p_cursor is null or (p.failed_at, p.id) < (v_before, p_cursor))
    order by p.failed_at desc, p.id desc
    limit v_limit + 1);
  return jsonb_build_object(
    'payments', to_jsonb(v_found[:v_limit]),
    'next_cursor', case when cardinality(v_found) > v_limit
      then v_found[v_limit] -> 'payment_id' end);
end
$$;
revoke all on function platform.failed_payments(text, uuid, integer) from public;
grant execute on function platform.failed_payments(text, uuid, integer) to authenticated;
