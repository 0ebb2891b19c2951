-- Our attempt behind a payment that the provider made by itself, because something collects there
-- what was agreed; its kind makes it. Null row when it is nobody's. Only on the platform's own
-- account: nothing is collected on others.
create or replace function payments.import_payment(p_provider jsonb, p_connection_id uuid)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_id uuid;
  v_payment payments.payments;
begin
  if p_connection_id is not null then
    return null;
  end if;
  for v_function in
    select k.import_function
    from payments.payable_kinds as k
    where k.import_function is not null
    order by k.kind
  loop
    execute format('select %s($1)', v_function) into v_id using p_provider;
    exit when v_id is not null;
  end loop;
  select p.* into v_payment from payments.payments as p where p.id = v_id;
  return v_payment;
end
$$;
revoke all on function payments.import_payment(jsonb, uuid) from public;
