-- The language to speak to somebody in, `nl` or `en`: the one asked for, else the first of the two
-- in the browser's Accept-Language, else Dutch. Raises invalid_field for any other.
create or replace function core.request_language(p_language text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_language is not null and p_language not in ('nl', 'en') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'language', 'reason', 'it must be nl or en'));
  end if;
  return coalesce(
    p_language,
    substring(lower(core.request_header('accept-language')) from '(?:^|[ ,])(nl|en)(?:[-,; ]|$)'),
    'nl'
  );
end
$$;
revoke all on function core.request_language(text) from public;
