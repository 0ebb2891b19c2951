-- Makes or changes the profile of a login in an org from cleaned fields, as update_participant()
-- does. Two at once make one profile. Returns its id. Raises missing_field for a profile without a
-- name.
create or replace function sales.write_profile(p_org_id uuid, p_user_id uuid, p_fields jsonb)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid;
  v_is_new boolean;
begin
  -- Once more when another request was first to make it.
  loop
    select p.id into v_id
    from sales.participants as p
    where p.org_id = p_org_id and p.user_id = p_user_id and p.deleted_at is null
    for no key update;
    v_is_new := not found;
    exit when not v_is_new;
    insert into sales.participants (
      org_id, user_id, first_name, last_name, email, phone, gender, nationality, city, club,
      language
    )
    select
      p_org_id, p_user_id, core.require_text('first_name', n.first_name, 100),
      core.require_text('last_name', n.last_name, 100), n.email, n.phone, n.gender, n.nationality,
      n.city, n.club, n.language
    from jsonb_populate_record(null::sales.participants, p_fields) as n
    on conflict (org_id, user_id) where user_id is not null and deleted_at is null do nothing
    returning id into v_id;
    exit when found;
  end loop;
  perform sales.update_participant(p_org_id, v_id, p_fields, v_is_new);
  return v_id;
end
$$;
revoke all on function sales.write_profile(uuid, uuid, jsonb) from public;
