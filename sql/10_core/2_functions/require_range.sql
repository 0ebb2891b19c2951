-- Raises invalid_field when a number is not within its bounds, both included; null is.
create or replace function core.require_range(
  p_field text,
  p_value bigint,
  p_least bigint,
  p_most bigint
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_value not between p_least and p_most then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field,
      'reason', format('%s is not from %s to %s', p_value, p_least, p_most)));
  end if;
end
$$;
revoke all on function core.require_range(text, bigint, bigint, bigint) from public;
grant execute on function core.require_range(text, bigint, bigint, bigint)
  to anon, authenticated, service_role;
