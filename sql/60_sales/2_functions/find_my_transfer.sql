-- A transfer that the caller made, or may act for because they may for its ticket. Raises
-- sign_in_required, missing_field, not_found.
create or replace function sales.find_my_transfer(p_transfer_id uuid, p_public_token text)
  returns sales.ticket_transfers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_transfer sales.ticket_transfers;
begin
  if auth.uid() is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('transfer_id', p_transfer_id);
  select t.* into v_transfer
  from sales.ticket_transfers as t
  join sales.ticket_instances as i on i.org_id = t.org_id and i.id = t.from_ticket
  join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
  join sales.orders as o on o.org_id = i.org_id and o.id = i.order_id
  where t.id = p_transfer_id
    and (
      t.from_user = auth.uid()
      -- Once it is accepted they speak for the place no more, and are told so.
      or (i.transfer_id is null and o.public_token_hash = core.token_hash(p_public_token))
      or i.id = sales.ticket_of_token(p_public_token)
      or (t.status <> 'accepted' and sales.speaks_for(r, p_public_token))
    );
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'transfer', 'id', p_transfer_id));
  end if;
  return v_transfer;
end
$$;
revoke all on function sales.find_my_transfer(uuid, text) from public;
