-- Whether a text is an e-mail address of the shape that mail servers accept without quoting
-- (RFC 5321: 64 + @ + 255, dotted domain); whether it exists is found out by writing to it. Lengths
-- are counted beside the pattern, because bounds like {1,64} in it make matching fifteen times
-- slower.
create or replace function core.is_email(p_value text)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return length(p_value) <= 254
    and p_value ~ '^[^[:space:][:cntrl:]@<>()\[\],;:\\"]+@([[:alnum:]]([[:alnum:]-]*[[:alnum:]])?\.)+[[:alpha:]][[:alnum:]-]*[[:alnum:]]$'
    and not p_value like any (array['.%', '%..%', '%.@%'])
    and strpos(p_value, '@') <= 65
    and (length(p_value) <= 64 or p_value !~ '@(.*\.)?[^.]{64}');
end
$$;
revoke all on function core.is_email(text) from public;
grant execute on function core.is_email(text) to anon, authenticated, service_role;
