-- Begins the consent by which an org connects its account at the payment provider, for staff with
-- payments.connect. The state works once, for half an hour. `p_redirect_uri` is the address that
-- goes along, null where the provider takes the app's own; `p_return_url` is where the user goes
-- in the end.
--
-- Returns {state, org_id, org_name, language, email}. Raises missing_field, not_found, not_allowed,
-- invalid_field, org_suspended, rate_limited.
create or replace function payments.start_connection(
  p_org_id uuid,
  p_return_url text,
  p_redirect_uri text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_state text := core.new_token();
  v_return_url text;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'payments.connect');
  perform tenancy.guard_not_suspended(p_org_id);
  perform core.hit_rate_limit('connect_account', p_org_id::text, p_org_id);
  if p_return_url is not null then
    v_return_url := core.read_return_url(p_return_url);
  end if;
  insert into payments.mollie_authorizations (
    org_id, state_hash, user_id, redirect_uri, return_url, expires_at
  ) values (
    p_org_id, core.token_hash(v_state), auth.uid(), p_redirect_uri, v_return_url,
    core.clock() + interval '30 minutes'
  );
  return tenancy.org_letter(p_org_id)
    || jsonb_build_object('state', v_state, 'org_id', p_org_id);
end
$$;
revoke all on function payments.start_connection(uuid, text, text) from public;
grant execute on function payments.start_connection(uuid, text, text) to authenticated;
