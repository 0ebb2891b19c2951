-- Makes the first registration of each of an order's new teams its captain, who gets the code that
-- lets others join, by mail, if the order is paid already.
create or replace function sales.set_captains(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team_ids uuid[];
begin
  with led as (
    update sales.teams as t
    set captain_id = r.id
    from sales.registrations as r
    where t.org_id = p_order.org_id
      and t.order_id = p_order.id
      and t.captain_id is null
      and r.org_id = t.org_id
      and r.team_id = t.id
      and r.position = 1
    returning t.id
  )
  select array_agg(led.id) into v_team_ids from led;
  if p_order.status = 'paid' then
    perform sales.mail_join_codes(p_order.org_id, v_team_ids);
  end if;
end
$$;
revoke all on function sales.set_captains(sales.orders) from public;
