-- The start of the period that a payment is for which the provider collected at a moment: the last
-- one that had begun by then. A day is allowed for, since its day may begin before ours. By the
-- collection's own start, so that news may come in any order.
create or replace function billing.period_of(
  p_subscription billing.subscriptions,
  p_collected_at timestamptz
)
  returns timestamptz
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_from timestamp := p_subscription.collected_from at time zone 'UTC';
  v_at timestamp := p_collected_at at time zone 'UTC' + interval '1 day';
  v_months integer := (extract(year from v_at) - extract(year from v_from)) * 12
    + extract(month from v_at) - extract(month from v_from);
begin
  if v_from + make_interval(months => v_months) > v_at then
    v_months := v_months - 1;
  end if;
  return billing.add_months(p_subscription.collected_from, v_months);
end
$$;
revoke all on function billing.period_of(billing.subscriptions, timestamptz) from public;
