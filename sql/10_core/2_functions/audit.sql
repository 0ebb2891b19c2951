-- Writes one entry of the audit log: for changes by core.tg__audit(), for acts that change no row
-- (a resend, an export, a read of sensitive data) by the function that does them. What staff did
-- with the header `x-acting-as: assistant` is written down as done by an assistant for them: a mark
-- and nothing else, which is why only the log reads it.
create or replace function core.audit(
  p_org_id uuid,
  p_entity_type text,
  p_entity_id text,
  p_action text,
  p_old_value jsonb default null,
  p_new_value jsonb default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  -- Taken before a number of the log is: core.settle_audit() relies on it.
  v_transaction xid8 := pg_current_xact_id();
  v_headers jsonb := nullif(current_setting('request.headers', true), '');
  v_actor core.actor_type := core.actor_type();
begin
  if v_actor = 'operator' and v_headers ->> 'x-acting-as' = 'assistant' then
    v_actor := 'assistant';
  end if;
  insert into core.audit_log (
    org_id, entity_type, entity_id, action, old_value, new_value,
    performed_by, impersonated_by, performed_by_type, location_id, request_id, address, user_agent
  ) values (
    p_org_id, p_entity_type, p_entity_id, p_action, p_old_value, p_new_value,
    auth.uid(), core.impersonator(), v_actor, (coalesce(p_new_value, p_old_value) ->> 'location_id')::uuid,
    left(v_headers ->> 'x-request-id', 100),
    case when v_headers is not null then core.client_address() end,
    left(v_headers ->> 'user-agent', 300)
  );
end
$$;
revoke all on function core.audit(uuid, text, text, text, jsonb, jsonb) from public;
