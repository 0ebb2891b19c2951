-- The team that somebody may act for, and whether they do so as staff: with events.manage, as its
-- captain who is signed in, with the link to its ticket, or with the public token of its order,
-- which may go without an id when its order has one team. To everybody else the thing that they
-- named (`p_what`, `p_id`) looks as if it were not there. Raises missing_field, order_not_found,
-- not_found, not_allowed, sign_in_required.
create or replace function sales.authorise_team(
  p_team_id uuid,
  p_public_token text,
  p_what text,
  p_id uuid,
  out team sales.teams,
  out is_staff boolean
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  is_staff := false;
  if p_public_token is not null then
    perform core.act_as('guest');
    select g.* into team
    from sales.ticket_instances as t
    join sales.teams as g on g.org_id = t.org_id and g.captain_id = t.registration_id
    where t.id = sales.ticket_of_token(p_public_token) and t.status <> 'void'
      and (g.id = p_team_id or p_id is null);
    if found then
      return;
    end if;
    v_order := sales.find_order(p_public_token);
    if p_id is null and 1 <> (
      select count(*) from sales.teams as t
      where t.org_id = v_order.org_id and t.order_id = v_order.id
    ) then
      perform core.fail('missing_field', jsonb_build_object('field', p_what || '_id'));
    end if;
    select t.* into team
    from sales.teams as t
    where t.org_id = v_order.org_id and t.order_id = v_order.id
      and (t.id = p_team_id or p_id is null)
      -- A captain who got the ticket by a transfer is not the buyer's.
      and not exists (
        select 1 from sales.registrations as r
        where r.org_id = t.org_id and r.id = t.captain_id and r.transfer_id is not null
      );
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', p_what, 'id', p_id));
    end if;
    return;
  end if;
  perform core.require_id(p_what || '_id', p_id);
  select t.* into team from sales.teams as t where t.id = p_team_id;
  is_staff := coalesce(
    team.org_id = any (array(select tenancy.orgs_with('events.manage'))), false);
  if not is_staff and sales.is_login_of(team.org_id, team.captain_id) then
    perform core.act_as('guest');
  else
    perform tenancy.authorise(team.org_id, 'events.manage', p_what, p_id);
  end if;
end
$$;
revoke all on function sales.authorise_team(uuid, text, text, uuid) from public;
