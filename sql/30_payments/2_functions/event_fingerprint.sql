-- What makes two answers of the provider the same event: status, amounts, and the ids and states of
-- refunds and chargebacks.
create or replace function payments.event_fingerprint(p_provider jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return core.request_hash(jsonb_build_array(
    p_provider -> 'status',
    p_provider -> 'mode',
    p_provider -> 'amount',
    p_provider -> 'amountRefunded',
    p_provider -> 'amountChargedBack',
    (
      select jsonb_agg(jsonb_build_array(r -> 'id', r -> 'status') order by r ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,refunds}') as r
    ),
    (
      select jsonb_agg(jsonb_build_array(c -> 'id', c -> 'reversedAt') order by c ->> 'id')
      from jsonb_array_elements(p_provider #> '{_embedded,chargebacks}') as c
    )
  ));
end
$$;
revoke all on function payments.event_fingerprint(jsonb) from public;
