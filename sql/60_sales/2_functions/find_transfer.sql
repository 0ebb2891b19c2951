-- The transfer that the token of a mail opens. Tries are limited per address. Raises missing_field,
-- rate_limited, transfer_token_not_valid.
create or replace function sales.find_transfer(p_token text)
  returns sales.ticket_transfers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_transfer sales.ticket_transfers;
begin
  if coalesce(p_token, '') = '' then
    perform core.fail('missing_field', '{"field": "token"}');
  end if;
  perform core.hit_rate_limit('transfer_token', core.client_address());
  select t.* into v_transfer
  from sales.ticket_transfers as t
  where t.token_hash = core.token_hash(p_token);
  if not found then
    perform tenancy.guard_token_not_moved(p_token);
    perform core.fail('transfer_token_not_valid');
  end if;
  return v_transfer;
end
$$;
revoke all on function sales.find_transfer(text) from public;
