-- The moments that entries of the audit log set (`sign` 1) or took away (-1): when orders were
-- placed and settled, refunds completed, payments paid or failed, bills paid,
-- money charged back and returned; of all orgs, or of one.
create or replace function platform.changed_moments(
  p_after bigint,
  p_until bigint,
  p_org_id uuid default null
)
  returns table (org_id uuid, what text, id uuid, at timestamptz, sign integer)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with entries as materialized (
    select a.org_id, a.entity_type, a.entity_id::uuid as id, a.action, a.old_value, a.new_value,
      a.created_at
    from core.audit_log as a
    where a.audit_id > p_after and a.audit_id <= p_until
      and (p_org_id is null or a.org_id = p_org_id)
      and a.entity_type in ('order', 'payment', 'refund', 'chargeback', 'charge')
  )
  -- The entry that creates an order has no moments: what costs nothing is settled by then.
  select e.org_id, s.what, e.id, e.created_at, 1
  from entries as e
  cross join lateral (
    values ('order placed'), (case when e.new_value ->> 'status' = 'paid' then 'order paid' end)
  ) as s (what)
  where e.action = 'order.created' and s.what is not null
  union all
  select e.org_id, m.what, e.id, m.at::timestamptz, m.sign
  from entries as e
  cross join lateral (
    values
    ('order', 'order paid', e.new_value ->> 'paid_at', 1),
    ('order', 'order paid', e.old_value ->> 'paid_at', -1),
    ('payment', 'payment paid', e.new_value ->> 'paid_at', 1),
    ('payment', 'payment paid', e.old_value ->> 'paid_at', -1),
    ('payment', 'payment failed', e.new_value ->> 'failed_at', 1),
    ('payment', 'payment failed', e.old_value ->> 'failed_at', -1),
    ('refund', 'refunded', e.new_value ->> 'refunded_at', 1),
    ('refund', 'refunded', e.old_value ->> 'refunded_at', -1),
    ('charge', 'bill paid', e.new_value ->> 'paid_at', 1),
    ('charge', 'bill paid', e.old_value ->> 'paid_at', -1),
    ('chargeback', 'charged back', e.new_value ->> 'received_at', 1),
    ('chargeback', 'charged back', e.old_value ->> 'received_at', -1),
    ('chargeback', 'returned', e.new_value ->> 'reversed_at', 1),
    ('chargeback', 'returned', e.old_value ->> 'reversed_at', -1)
  ) as m (entity_type, what, at, sign)
  where m.entity_type = e.entity_type and m.at is not null
$$;
revoke all on function platform.changed_moments(bigint, bigint, uuid) from public;
