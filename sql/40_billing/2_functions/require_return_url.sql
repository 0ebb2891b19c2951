-- The address to which whoever pays a charge comes back. Raises missing_field, invalid_field.
create or replace function billing.require_return_url(p_return_url text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if core.read_return_url(p_return_url) is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'return_url'));
  end if;
  return core.read_return_url(p_return_url);
end
$$;
revoke all on function billing.require_return_url(text) from public;
