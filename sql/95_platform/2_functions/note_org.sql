-- Writes a note about an org, for platform admins. Returns {note_id, org_id, body, created_at}.
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.note_org(p_org_id uuid, p_body text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_note platform.org_notes;
begin
  perform tenancy.require_platform_admin();
  perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  v_note.body := core.optional_prose('body', p_body, 4000);
  if v_note.body is null then
    perform core.fail('missing_field', '{"field": "body"}');
  end if;
  insert into platform.org_notes (org_id, body, written_by)
  values (p_org_id, v_note.body, auth.uid())
  returning * into v_note;
  perform tenancy.log_admin_act(
    'org.noted', p_org_id, 'org_note', v_note.id::text,
    jsonb_build_object('body', v_note.body));
  return jsonb_build_object(
    'note_id', v_note.id, 'org_id', p_org_id, 'body', v_note.body,
    'created_at', v_note.created_at);
end
$$;
revoke all on function platform.note_org(uuid, text) from public;
grant execute on function platform.note_org(uuid, text) to authenticated;
