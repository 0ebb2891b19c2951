-- Takes back that something was handed out, which was a mistake, with a reason; then it is due
-- again. For staff with scans.override. A repeat changes nothing. Returns the handout. Raises
-- missing_field, invalid_field, sign_in_required, not_found, not_allowed.
create or replace function door.undo_handout(p_handout_id uuid, p_reason text)
  returns door.handouts
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_handout door.handouts;
  v_reason text;
begin
  perform core.require_id('handout_id', p_handout_id);
  select h.* into v_handout from door.handouts as h where h.id = p_handout_id;
  perform tenancy.authorise(v_handout.org_id, 'scans.override', 'handout', p_handout_id);
  v_reason := core.require_text('reason', p_reason, 500);
  update door.handouts as h
  set undone_at = core.clock(), undone_by = auth.uid(), undo_reason = v_reason
  where h.org_id = v_handout.org_id and h.id = p_handout_id and h.undone_at is null;
  select h.* into strict v_handout
  from door.handouts as h
  where h.org_id = v_handout.org_id and h.id = p_handout_id;
  return v_handout;
end
$$;
revoke all on function door.undo_handout(uuid, text) from public;
grant execute on function door.undo_handout(uuid, text) to authenticated;
