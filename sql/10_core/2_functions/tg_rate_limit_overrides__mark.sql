-- Keeps has_overrides of a rule true, so that counting looks for overrides only where there are
-- any.
create or replace function core.tg_rate_limit_overrides__mark()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.rate_limits as r
  set has_overrides = exists (
    select 1 from core.rate_limit_overrides as o where o.rule = r.rule)
  where r.rule in (old.rule, new.rule);
  return null;
end
$$;
revoke all on function core.tg_rate_limit_overrides__mark() from public;
