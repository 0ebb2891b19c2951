-- Mails an org that the tickets of its plan are used to 80 or 100 %, with the title of the event
-- where the plan counts by event.
create or replace function events.tg_usage_warnings__mail()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    new.org_id, 'org:' || new.org_id, 'email.plan_usage',
    tenancy.org_letter(new.org_id)
    || billing.usage_json(
      billing.usage_of(new.org_id, new.event_id), billing.limit_of(new.org_id))
    || jsonb_build_object('event', (
      select e.title from events.events as e where e.org_id = new.org_id and e.id = new.event_id
    )));
  return null;
end
$$;
revoke all on function events.tg_usage_warnings__mail() from public;
