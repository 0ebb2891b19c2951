-- Keeps when time alone does the next thing with a subscription: a chosen plan that is never paid
-- for ends; what was decided for the end of the period happens; what is owed too long ends it; what
-- the provider should have collected is owed; the provider is looked at.
create or replace function billing.tg_subscriptions__due()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or new.current_period_end is distinct from old.current_period_end then
    new.late_at := new.current_period_end
      + make_interval(days => core.setting('billing.late_days')::integer);
  end if;
  new.due_at := case new.status
    when 'trialing' then new.created_at
      + make_interval(days => core.setting('billing.first_payment_days')::integer)
    when 'active' then least(
      new.changes_at, new.sync_at, case when new.collection_id is not null then new.late_at end)
    when 'past_due' then least(
      new.changes_at, new.sync_at,
      new.past_due_at + make_interval(days => core.setting('billing.grace_days')::integer))
  end;
  return new;
end
$$;
revoke all on function billing.tg_subscriptions__due() from public;
