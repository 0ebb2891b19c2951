-- Gives a team a new code and shows it, this once; the one before is worth nothing from then on.
-- For its captain, its buyer with the public token of the order, and staff with events.manage.
-- Locks: the team. Raises missing_field, not_found, order_not_found, not_allowed, sign_in_required,
-- rate_limited, team_not_paid, team_closed.
create or replace function sales.renew_join_code(p_team_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_asked record := sales.authorise_team(p_team_id, p_public_token, 'team', p_team_id);
  v_team sales.teams := v_asked.team;
begin
  perform core.hit_rate_limit('renew_join_code', v_team.id::text);
  v_team := sales.lock_team(v_team.org_id, v_team.id);
  perform sales.guard_team_paid(v_team, o)
  from sales.orders as o
  where o.org_id = v_team.org_id and o.id = v_team.order_id;
  if v_team.status in ('incomplete', 'withdrawn') or v_team.closes_at <= core.clock() then
    perform core.fail('team_closed', jsonb_build_object('team_id', v_team.id, 'team', v_team.name));
  end if;
  perform core.audit(v_team.org_id, 'team', v_team.id::text, 'team.code_renewed');
  return sales.team_json(v_team)
    || jsonb_build_object('join_code', sales.make_join_code(v_team.org_id, v_team.id));
end
$$;
revoke all on function sales.renew_join_code(uuid, text) from public;
grant execute on function sales.renew_join_code(uuid, text) to anon, authenticated;
