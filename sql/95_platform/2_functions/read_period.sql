-- The period that somebody asks figures for: from a day until before another, by default the
-- present month of the platform's time zone; at most ten years. Raises invalid_field.
create or replace function platform.read_period(
  p_from date,
  p_to date,
  out first_day date,
  out end_day date,
  out today date
)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  -- Beyond these, what is reckoned with them is no moment.
  v_is_near boolean := coalesce(
    least(p_from, p_to) >= '0001-01-02' and greatest(p_from, p_to) <= '9999-12-31', true);
begin
  today := (core.clock() at time zone (core.setting('billing.time_zone') #>> '{}'))::date;
  if v_is_near then
    first_day := coalesce(p_from, date_trunc('month', coalesce(p_to - 1, today)::timestamp)::date);
    end_day := coalesce(
      p_to, (date_trunc('month', first_day::timestamp) + interval '1 month')::date);
  end if;
  if not v_is_near or end_day <= first_day or end_day - first_day > 3660 then
    perform core.fail('invalid_field',
      '{"field": "to", "reason": "it is not one day to ten years after from"}');
  end if;
end
$$;
revoke all on function platform.read_period(date, date) from public;
