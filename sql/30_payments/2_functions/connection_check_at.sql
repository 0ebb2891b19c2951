-- When to ask the provider about a connection again: soon while its account cannot be paid yet,
-- else some times a day.
create or replace function payments.connection_check_at(
  p_status payments.connection_status,
  p_can_receive_payments boolean
)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return case
    when p_status not in ('pending', 'active') then null
    when p_status = 'active' and p_can_receive_payments then core.clock() + interval '6 hours'
    else core.clock() + interval '10 minutes'
  end;
end
$$;
revoke all on function payments.connection_check_at(payments.connection_status, boolean)
  from public;
