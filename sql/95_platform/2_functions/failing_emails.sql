-- Rule failed_payments_email: addresses with whose orders payments failed `at_least` times.
create or replace function platform.failing_emails(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    null::uuid, o.email, count(*),
    jsonb_build_object(
      'payments', count(*), 'orders', count(distinct o.id), 'orgs', count(distinct o.org_id),
      'amount', sum(p.amount)),
    max(p.failed_at)
  from payments.payments as p
  join sales.orders as o on o.org_id = p.org_id and o.id = p.payable_id
  where p.failed_at >= p_since
  group by o.email
  having count(*) >= (p_setting ->> 0)::integer
$$;
revoke all on function platform.failing_emails(timestamptz, jsonb) from public;
