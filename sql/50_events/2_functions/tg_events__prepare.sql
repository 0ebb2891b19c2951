-- Completes and checks an event before it is written: the slug is made from the title when left
-- out, the time zone must be one that Postgres knows.
create or replace function events.tg_events__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.title := core.require_text('title', new.title, 200);
  if coalesce(new.slug, '') = '' then
    new.slug := core.free_slug('events.events', new.org_id, new.title, 'event');
  end if;
  if not core.is_time_zone(new.time_zone) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'time_zone', 'reason', 'it is not an IANA time zone such as Europe/Amsterdam'));
  end if;
  return new;
end
$$;
revoke all on function events.tg_events__prepare() from public;
