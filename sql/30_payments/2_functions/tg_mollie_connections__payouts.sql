-- Payouts are read of connections that live and whose owner lets us see them; of one that was lost
-- what is known stays.
create or replace function payments.tg_mollie_connections__payouts()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_due_at timestamptz;
begin
  if tg_op = 'UPDATE' and new.scopes = old.scopes
    and (new.status in ('pending', 'active')) = (old.status in ('pending', 'active'))
  then
    return null;
  end if;
  if new.status in ('pending', 'active') and payments.shows_payouts(new) then
    v_due_at := core.clock();
  end if;
  insert into payments.payout_fetches as f (org_id, connection_id, due_at)
  values (new.org_id, new.id, v_due_at)
  on conflict on constraint payout_fetches_pkey do update set due_at = excluded.due_at;
  return null;
end
$$;
revoke all on function payments.tg_mollie_connections__payouts() from public;
