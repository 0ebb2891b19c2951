-- The id of the ticket that a token of sales.ticket_token() opens; null for any other text.
create or replace function sales.ticket_of_token(p_token text)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := substring(p_token from '^([0-9a-f]{32})\.[A-Za-z0-9_-]{43}$')::uuid;
begin
  -- Hashes are compared, so that the time it takes tells nothing.
  return (
    select t.id
    from sales.ticket_instances as t
    where t.id = v_id
      and core.token_hash(sales.ticket_token(t.org_id, t.id)) = core.token_hash(p_token)
  );
end
$$;
revoke all on function sales.ticket_of_token(text) from public;
