-- requires: tickets_json
-- Tickets of any org, for platform admins: the one with a code (typed, or the token of its QR
-- code), or up to 50 of an e-mail address, of its buyer or of who takes part, the newest first.
-- With the last 20 scans of each. What was looked for is logged, a code as its hash. Returns
-- {tickets}; none is an empty list. Raises missing_field, invalid_field, and what
-- require_platform_admin() raises.
create or replace function platform.find_ticket(p_query text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_query text;
  v_tickets sales.ticket_instances[];
  v_found jsonb;
begin
  perform tenancy.require_platform_admin();
  v_query := core.require_text('query', p_query, 254);
  if strpos(v_query, '@') > 0 then
    v_tickets := platform.tickets_of_email(lower(v_query), 50);
  else
    v_tickets := array(
      select t
      from sales.ticket_instances as t
      where t.code = door.code_of_token(v_query)
        and (v_query not like 'E1.%' or t.qr_token is null or t.qr_token = v_query));
  end if;
  v_found := platform.tickets_json(v_tickets);
  perform tenancy.log_admin_act(
    'tickets.searched', case when cardinality(v_tickets) = 1
      then (v_tickets[1]).org_id end, 'ticket_instance', (v_tickets[1]).id::text,
    jsonb_build_object(
      'query', case when strpos(v_query, '@') > 0 then v_query
        else encode(door.token_hash(v_query), 'hex') end,
      'found', cardinality(v_tickets)));
  return jsonb_build_object('tickets', v_found);
end
$$;
revoke all on function platform.find_ticket(text) from public;
grant execute on function platform.find_ticket(text) to authenticated;
