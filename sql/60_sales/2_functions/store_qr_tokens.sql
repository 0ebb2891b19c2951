-- Stores the signed tokens that a worker made: [{ticket_instance_id, qr_token}], and the public key
-- that they can be checked with. A token must be made of the ticket's own code, and is set once.
-- Returns how many were set. Locks: tickets in the order of their ids, as whoever ends them does.
create or replace function sales.store_qr_tokens(p_tokens jsonb, p_public_key text)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  if not exists (select from sales.ticket_keys as k where k.public_key = p_public_key) then
    insert into sales.ticket_keys (public_key) values (p_public_key) on conflict do nothing;
  end if;
  with locked as materialized (
    select t.org_id, t.id, s.qr_token
    from jsonb_to_recordset(p_tokens) as s (ticket_instance_id uuid, qr_token text)
    join sales.ticket_instances as t on t.id = s.ticket_instance_id
    where t.code = split_part(s.qr_token, '.', 2) and t.qr_token is null
    order by t.id
    for no key update of t
  )
  update sales.ticket_instances as t
  set qr_token = l.qr_token
  from locked as l
  where t.org_id = l.org_id and t.id = l.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function sales.store_qr_tokens(jsonb, text) from public;
grant execute on function sales.store_qr_tokens(jsonb, text) to service_role;
