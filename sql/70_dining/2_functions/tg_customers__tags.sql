-- Gives a guest the tags that follow from the numbers: vip from ten visits, frequent_canceller from
-- three cancellations and no-shows that are more than the visits, new_guest before the first visit.
-- Tags that staff gave stay.
create or replace function dining.tg_customers__tags()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_missed constant integer := new.cancel_count + new.no_show_count;
begin
  new.tags := (new.tags - array['vip', 'frequent_canceller', 'new_guest'])
    || case when new.total_visits >= 10 then '["vip"]'::jsonb else '[]' end
    || case when v_missed >= 3 and v_missed > new.total_visits
      then '["frequent_canceller"]'::jsonb else '[]' end
    || case when new.total_visits = 0 then '["new_guest"]'::jsonb else '[]' end;
  return new;
end
$$;
revoke all on function dining.tg_customers__tags() from public;
