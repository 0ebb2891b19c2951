-- Notes on the event that it has the feature named by the trigger. Never taken back: a feature says
-- where to look, and what is found there decides. So whoever reads an event without it may rely on
-- that, and nothing is lost when two changes of one event meet.
create or replace function events.tg__feature()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
begin
  update events.events as e
  set features = e.features || tg_argv[0]
  where e.org_id = new.org_id
    and e.id = coalesce(
      (v_new ->> 'event_id')::uuid,
      (
        select t.event_id
        from events.ticket_types as t
        where t.org_id = new.org_id and t.id = (v_new ->> 'ticket_type_id')::uuid
      ))
    and tg_argv[0] <> all (e.features);
  return null;
end
$$;
revoke all on function events.tg__feature() from public;
