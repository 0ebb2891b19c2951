-- Raises profile_not_editable when a change of a profile would change a start list: the login takes
-- part in an event of the org that is not over, while its time for changes is. How somebody can be
-- reached, in an emergency too, may change at any time.
create or replace function sales.guard_profile_window(
  p_org_id uuid,
  p_user_id uuid,
  p_fields jsonb
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := (
    select p.id
    from sales.participants as p
    where p.org_id = p_org_id and p.user_id = p_user_id and p.deleted_at is null
  );
  v_now jsonb := sales.participant_fields(p_org_id, v_id);
  v_changed text[] := array(
    select f.field
    from unnest(array[
      'first_name', 'last_name', 'birth_date', 'gender', 'nationality', 'city', 'club'
    ]) as f (field)
    where p_fields ? f.field and p_fields ->> f.field is distinct from v_now ->> f.field);
begin
  if v_id is null or v_changed = '{}' then
    return;
  end if;
  perform core.fail('profile_not_editable', jsonb_build_object(
    'event', e.title, 'fields', to_jsonb(v_changed), 'until', e.ends_at))
  from sales.registrations as r
  join events.events as e on e.org_id = r.org_id and e.id = r.event_id
  where r.org_id = p_org_id and r.participant_id = v_id and r.status in ('pending', 'paid')
    and e.status in ('published', 'closed') and e.deleted_at is null
    and e.ends_at > core.clock() and core.clock() >= sales.edits_close_at(e)
  order by e.ends_at
  limit 1;
end
$$;
revoke all on function sales.guard_profile_window(uuid, uuid, jsonb) from public;
