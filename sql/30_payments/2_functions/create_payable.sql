-- Makes the payable of a new order or reservation, under the owner's id, which it returns.
create or replace function payments.create_payable(
  p_org_id uuid,
  p_id uuid,
  p_kind text,
  p_amount integer,
  p_currency text
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into payments.payables (org_id, id, kind, amount, currency)
  values (p_org_id, p_id, p_kind, p_amount, p_currency);
  return p_id;
end
$$;
revoke all on function payments.create_payable(uuid, uuid, text, integer, text) from public;
