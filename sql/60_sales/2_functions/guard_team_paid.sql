-- Raises team_not_paid unless the order of a team is paid: before that nobody joins it, leaves it
-- or has its code.
create or replace function sales.guard_team_paid(p_team sales.teams, p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_order.status not in ('paid', 'partially_refunded') then
    perform core.fail('team_not_paid', jsonb_build_object(
      'team_id', p_team.id, 'team', p_team.name, 'status', p_order.status));
  end if;
end
$$;
revoke all on function sales.guard_team_paid(sales.teams, sales.orders) from public;
