-- Writes down that all a settlement is made of has been read; from now on its lines come to its
-- amount. Locks: fetch, settlement.
create or replace function payments.complete_settlement(
  p_connection_id uuid,
  p_settlement_id text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settlement payments.settlements :=
    payments.lock_settlement(p_connection_id, p_settlement_id);
begin
  if v_settlement.lines_fetched_at is null then
    update payments.settlements as s
    set lines_fetched_at = core.clock()
    where s.org_id = v_settlement.org_id and s.id = v_settlement.id;
    perform payments.explain_settlement(v_settlement);
  end if;
end
$$;
revoke all on function payments.complete_settlement(uuid, text) from public;
grant execute on function payments.complete_settlement(uuid, text) to service_role;
