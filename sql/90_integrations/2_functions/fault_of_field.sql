-- What is wrong with the value of one field of a configuration; null when nothing is.
create or replace function integrations.fault_of_field(
  p_type integrations.field_type,
  p_value jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  case p_type
    when 'url' then
      return case
        when jsonb_typeof(p_value) <> 'string' then 'is no text'
        else integrations.fault_of_url(p_value #>> '{}')
      end;
    when 'text' then
      return case
        when jsonb_typeof(p_value) <> 'string' then 'is no text'
        when (p_value #>> '{}') !~ '^[^[:cntrl:]]{1,200}$' then 'is no line of up to 200 characters'
      end;
    when 'headers' then
      return integrations.fault_of_headers(p_value);
    when 'mapping' then
      return case
        when jsonb_typeof(p_value) <> 'object' then 'is no object of names and names'
        when exists (
          select from jsonb_each(p_value) as m
          where m.key not in ('email', 'name', 'language', 'tags', 'consent')
        ) then 'names a field that is none of email, name, language, tags, consent'
        when exists (
          select from jsonb_each(p_value) as m
          where jsonb_typeof(m.value) <> 'string' or (m.value #>> '{}') !~ '^[A-Za-z0-9_.-]{1,64}$'
        ) then 'has a name that is not of letters, digits and _ . -'
        when (select count(*) <> count(distinct m.value) from jsonb_each(p_value) as m)
          then 'calls two fields the same'
      end;
    when 'texts' then
      return case
        when jsonb_typeof(p_value) <> 'array' then 'is no list'
        when jsonb_array_length(p_value) > 20 then 'has more than 20 entries'
        when exists (
          select from jsonb_array_elements(p_value) as t (value)
          where jsonb_typeof(t.value) <> 'string'
            or (t.value #>> '{}') !~ '^[^[:cntrl:]]{1,50}$'
        ) then 'has an entry that is no line of up to 50 characters'
      end;
  end case;
end
$$;
revoke all on function integrations.fault_of_field(integrations.field_type, jsonb) from public;
