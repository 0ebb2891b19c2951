-- What a ticket of an event above the limit costs an org, in cents: as the first of
-- billing.overage_rules says that has an opinion. Null where sales stop at the limit.
create or replace function billing.get_overage_fee(p_org_id uuid, p_event_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_amount integer;
begin
  for v_function in select r.function from billing.overage_rules as r order by r.position loop
    execute format('select %s($1, $2)', v_function) into v_amount using p_org_id, p_event_id;
    exit when v_amount is not null;
  end loop;
  return v_amount;
end
$$;
revoke all on function billing.get_overage_fee(uuid, uuid) from public;
