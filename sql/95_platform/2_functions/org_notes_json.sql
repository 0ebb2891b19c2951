-- What administrators wrote about an org, the newest first: [{note_id, body, written_by, email,
-- created_at}].
create or replace function platform.org_notes_json(p_org_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'note_id', n.id, 'body', n.body, 'written_by', n.written_by, 'email', u.email,
    'created_at', n.created_at) order by n.id desc), '[]')
  from platform.org_notes as n
  left join auth.users as u on u.id = n.written_by
  where n.org_id = p_org_id
$$;
revoke all on function platform.org_notes_json(uuid) from public;
