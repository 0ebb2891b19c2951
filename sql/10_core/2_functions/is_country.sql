-- Whether a text is the code of a country: two capitals, as in ISO 3166-1.
create or replace function core.is_country(p_code text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform 1 from core.countries as c where c.code = p_code;
  return found;
end
$$;
revoke all on function core.is_country(text) from public;
