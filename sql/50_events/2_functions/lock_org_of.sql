-- Locks the org of an event that is about to be published, where its plan allows but so many at
-- once: two that are published at the same moment count each other. Authorises for events.manage.
create or replace function events.lock_org_of(p_event_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id uuid;
begin
  select e.org_id into v_org_id
  from events.events as e
  where e.id = core.require_id('event_id', p_event_id) and e.deleted_at is null;
  perform tenancy.authorise(v_org_id, 'events.manage', 'event', p_event_id);
  if core.setting('billing.plans_required') = 'true'
    and (billing.limit_of(v_org_id)).max_active_events is not null
  then
    perform tenancy.lock_org(v_org_id);
  end if;
end
$$;
revoke all on function events.lock_org_of(uuid) from public;
