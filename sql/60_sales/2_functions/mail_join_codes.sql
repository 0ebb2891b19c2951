-- Mails the captains of teams a new code to join them with, or, where a captain has no address, the
-- buyer. `p_reason` is `paid`, or `captain` for somebody who has just become that.
create or replace function sales.mail_join_codes(
  p_org_id uuid,
  p_team_ids uuid[],
  p_reason text default 'paid'
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team_id uuid;
begin
  foreach v_team_id in array coalesce(p_team_ids, '{}') loop
    perform core.emit(
      p_org_id, 'team:' || v_team_id, 'email.team_code',
      sales.team_letter(p_org_id, v_team_id) || jsonb_build_object(
        'reason', p_reason, 'join_code', sales.make_join_code(p_org_id, v_team_id)));
  end loop;
end
$$;
revoke all on function sales.mail_join_codes(uuid, uuid[], text) from public;
