-- What share of what was paid goes back to whoever gives a ticket of an event up at a moment, in
-- basis points: that of the latest step, else that of the settings.
create or replace function events.refund_rate_at(
  p_settings events.event_settings,
  p_at timestamptz
)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce(
    (
      select s.refund_rate
      from events.cancellation_steps as s
      where s.org_id = p_settings.org_id and s.event_id = p_settings.event_id
        and s.starts_at <= p_at
      order by s.starts_at desc
      limit 1
    ), p_settings.cancellation_refund_rate);
end
$$;
revoke all on function events.refund_rate_at(events.event_settings, timestamptz) from public;
