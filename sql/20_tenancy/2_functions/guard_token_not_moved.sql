-- Raises org_has_moved when a token leads to an org that left this database: one of which the hash
-- was stored, or that of a ticket, which begins with its id.
create or replace function tenancy.guard_token_not_moved(p_token text)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.guard_not_moved(core.token_hash(p_token));
  perform tenancy.guard_not_moved(decode(substring(p_token from '^([0-9a-f]{32})\.'), 'hex'));
end
$$;
revoke all on function tenancy.guard_token_not_moved(text) from public;
