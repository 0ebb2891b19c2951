-- requires: failure_reason
-- Payments that failed since a moment: {payments, amount, orgs, by_reason: {reason: payments},
-- by_method: {method: payments}}.
create or replace function platform.count_failed_payments(p_since timestamptz)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with failed as (
      select p.org_id, p.amount, coalesce(p.method, 'none') as method,
        platform.failure_reason(p.org_id, p.id) as reason
      from payments.payments as p
      where p.failed_at >= p_since
    )
    select jsonb_build_object(
      'payments', count(*),
      'amount', coalesce(sum(f.amount), 0),
      'orgs', count(distinct f.org_id),
      'by_reason', (
        select coalesce(jsonb_object_agg(r.reason, r.payments), '{}')
        from (select x.reason, count(*) as payments from failed as x group by x.reason) as r),
      'by_method', (
        select coalesce(jsonb_object_agg(m.method, m.payments), '{}')
        from (select x.method, count(*) as payments from failed as x group by x.method) as m))
    from failed as f
  );
end
$$;
revoke all on function platform.count_failed_payments(timestamptz) from public;
