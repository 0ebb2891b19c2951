-- What was scanned, as it came. Raises missing_field, and invalid_field for more than a QR code
-- holds.
create or replace function door.read_token(p_token text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if coalesce(p_token, '') = '' then
    perform core.fail('missing_field', '{"field": "token"}');
  elsif length(p_token) > 4296 then
    perform core.fail('invalid_field',
      '{"field": "token", "reason": "it is longer than a QR code can be"}');
  end if;
  return p_token;
end
$$;
revoke all on function door.read_token(text) from public;
