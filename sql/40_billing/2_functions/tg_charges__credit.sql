-- Settles the credit of a charge in the books when it is paid for the first time, and gives it back
-- when it is asked for no more.
create or replace function billing.tg_charges__credit()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_account text := case new.kind when 'OVERAGE' then 'platform.overage' else 'platform.bills' end;
  v_amount integer;
begin
  if new.status = 'paid' and new.credited_at is null then
    v_amount := new.credit_amount;
    new.credited_at := core.clock();
  elsif new.status = 'withdrawn' and new.credited_at is not null then
    v_amount := -new.credit_amount;
    new.credited_at := null;
  else
    return new;
  end if;
  -- Not as a part of the sale (no source): what goes back of it is what was paid for it.
  perform ledger.post(
    new.org_id, case when v_amount > 0 then 'fee_credit' else 'fee_credit_reversal' end, new.id,
    new.event_id, core.clock(), new.currency, payments.lines_for_platform(array[
      row('platform.fee_credits', v_amount), row(v_account, -v_amount)]::ledger.line[]));
  return new;
end
$$;
revoke all on function billing.tg_charges__credit() from public;
