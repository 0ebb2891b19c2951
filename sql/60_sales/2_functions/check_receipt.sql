-- Raises missing_field or invalid_field unless this can be how money came past the provider.
create or replace function sales.check_receipt(
  p_amount bigint,
  p_method text,
  p_received_at timestamptz
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_amount is null then
    perform core.fail('missing_field', '{"field": "amount"}');
  elsif core.require_text('method', p_method, 50) not in ('bank', 'cash', 'card') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'method', 'reason', 'it must be bank, cash or card'));
  elsif p_received_at > core.clock() then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'received_at', 'reason', 'it is in the future'));
  elsif p_received_at < core.clock() - interval '1 year' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'received_at', 'reason', 'it is more than a year ago'));
  end if;
end
$$;
revoke all on function sales.check_receipt(bigint, text, timestamptz) from public;
