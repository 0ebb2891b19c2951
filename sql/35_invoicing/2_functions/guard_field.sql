-- Raises invalid_field with a reason where a field is wrong.
create or replace function invoicing.guard_field(p_field text, p_reason text, p_is_wrong boolean)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_is_wrong then
    perform core.fail('invalid_field', jsonb_build_object('field', p_field, 'reason', p_reason));
  end if;
end
$$;
revoke all on function invoicing.guard_field(text, text, boolean) from public;
