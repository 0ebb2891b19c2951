-- Tells an organiser that an event has no start numbers left for somebody who has paid; at most
-- once a day for one event.
create or replace function sales.mail_bibs_gone(p_org_id uuid, p_event_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  begin
    perform core.hit_rate_limit('bibs_gone', p_event_id::text);
  exception when sqlstate 'PT429' or sqlstate 'PGRST' then
    return;
  end;
  perform core.emit(
    p_org_id, 'event:' || p_event_id, 'email.bibs_gone', sales.event_letter(p_org_id, p_event_id));
end
$$;
revoke all on function sales.mail_bibs_gone(uuid, uuid) from public;
