-- What can be decided about a payment in review, by the reason that it is there for. Money of
-- another mode is none; what a person sends back is recorded where the refund is.
create or replace function payments.review_actions(p_reason text)
  returns text[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_reason in ('wrong_amount', 'wrong_profile', 'refund_failed')
      then array['accept', 'refund', 'assign']
    when p_reason in ('wrong_currency', 'wrong_mode') then array['refund']
    else '{}'
  end;
end
$$;
revoke all on function payments.review_actions(text) from public;
grant execute on function payments.review_actions(text) to authenticated;
