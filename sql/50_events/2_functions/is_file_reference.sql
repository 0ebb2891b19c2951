-- Whether a text names a file that is stored somewhere: an https address, or bucket/path as
-- Supabase Storage has it, without a way up to other folders.
create or replace function events.is_file_reference(p_value text)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return length(p_value) <= 1000
    and p_value !~ '(^|/)\.{1,2}(/|$)'
    and (
      p_value ~* '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[^[:space:][:cntrl:]<>"\\^`{|}]*)?$'
      or p_value ~ '^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9_!.*''() &$@=;:+,?-]+)+$'
    );
end
$$;
revoke all on function events.is_file_reference(text) from public;
