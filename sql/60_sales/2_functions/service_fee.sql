-- The service fee of an order, in cents, VAT included: a share of what its lines cost after
-- discount, half up, within the minimum and maximum. Once per order; nothing for an order that
-- costs nothing.
create or replace function sales.service_fee(p_amount bigint, p_settings events.event_settings)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_amount = 0 then
    return 0;
  end if;
  return least(
    greatest(
      (p_amount * p_settings.service_fee_rate + 5000) / 10000, p_settings.service_fee_minimum),
    p_settings.service_fee_maximum);
end
$$;
revoke all on function sales.service_fee(bigint, events.event_settings) from public;
