-- Notes whose affair a review is, whoever asks for it.
create or replace function payments.tg_payment_reviews__for_platform()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  new.is_for_platform := payments.is_for_platform(new.org_id, (
    select p.payable_id
    from payments.payments as p
    where p.org_id = new.org_id and p.id = new.payment_id
  ));
  return new;
end
$$;
revoke all on function payments.tg_payment_reviews__for_platform() from public;
