-- A ticket that the caller may act for, as they see it: its participant, signed in, or, as long as
-- the participant has no login, the buyer of its order or the holder of that order's public token.
-- Another's looks as if it were not there. Raises sign_in_required, missing_field, not_found.
create or replace function sales.find_my_ticket(p_ticket_instance_id uuid, p_public_token text)
  returns sales.ticket_instances
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_ticket sales.ticket_instances;
begin
  if v_user_id is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('ticket_instance_id', p_ticket_instance_id);
  select t.* into v_ticket
  from sales.ticket_instances as t
  join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
  join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
  left join sales.participants as p
    on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  where t.id = p_ticket_instance_id
    and (
      p.user_id = v_user_id
      or (
        p.user_id is null
        and sales.is_of_buyer(r)
        and (o.user_id = v_user_id or o.public_token_hash = core.token_hash(p_public_token))
      )
    );
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'ticket', 'id', p_ticket_instance_id));
  end if;
  return v_ticket;
end
$$;
revoke all on function sales.find_my_ticket(uuid, text) from public;
