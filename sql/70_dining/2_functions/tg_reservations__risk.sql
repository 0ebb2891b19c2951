-- Keeps the risk of a reservation and what it follows from, as long as its guests may still come or
-- stay away; after that the last one stays, so that it can be compared with what happened. Setting
-- no_show_risk_score to null, or anything else, has it calculated anew.
create or replace function dining.tg_reservations__risk()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_customer dining.customers;
begin
  if new.status not in ('draft', 'pending_payment', 'option', 'confirmed') then
    if tg_op = 'UPDATE' then
      new.no_show_risk_score := old.no_show_risk_score;
    end if;
    return new;
  end if;
  if new.customer_id is not null then
    select c.* into v_customer
    from dining.customers as c
    where c.org_id = new.org_id and c.id = new.customer_id;
  end if;
  new.risk_factors := dining.no_show_risk(new, v_customer);
  new.no_show_risk_score := (
    select least(greatest(sum((f.value ->> 'points')::numeric), 0), 1)
    from jsonb_each(new.risk_factors) as f
  );
  return new;
end
$$;
revoke all on function dining.tg_reservations__risk() from public;
