-- An answer that comes as a text, to a question of one of the kinds that do; events.read_answer()
-- says how it answers. A file is one that was stored before: its address, or its path in a bucket.
create or replace function events.read_text_answer(
  p_kind events.question_kind,
  p_rules jsonb,
  p_value text
)
  returns events.read_answer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_value text := btrim(replace(p_value, E'\r\n', E'\n'), E' \n\t');
  v_max integer := coalesce((p_rules -> 'max_length')::integer, 1000);
  v_read events.read_answer;
begin
  if v_value = '' then
    return v_read;
  elsif p_kind = 'text' then
    v_read.reason := case
      when length(v_value) > v_max then format('it is longer than %s characters', v_max)
      when translate(v_value, E'\n\t', '') ~ '[[:cntrl:]]' then 'it contains control characters'
    end;
  elsif p_kind = 'date' then
    v_read.reason := case
      when core.iso_date(v_value) is null then 'it is not a date such as 2027-02-28'
      when v_value < p_rules ->> 'min' then 'it is before ' || (p_rules ->> 'min')
      when v_value > p_rules ->> 'max' then 'it is after ' || (p_rules ->> 'max')
    end;
  elsif p_kind = 'country' then
    v_value := upper(v_value);
    v_read.reason := case when not core.is_country(v_value)
      then 'it is not the two-letter code of a country' end;
  elsif p_kind = 'phone' then
    v_value := core.phone_number(v_value);
    v_read.reason := case when v_value is null
      then 'it is not a phone number with its country code, such as +31 6 12345678' end;
  elsif not events.is_file_reference(v_value) then
    v_read.reason := 'it is neither an address with https:// nor bucket/path of a stored file';
  end if;
  if v_read.reason is null then
    v_read.value := to_jsonb(v_value);
  end if;
  return v_read;
end
$$;
revoke all on function events.read_text_answer(events.question_kind, jsonb, text) from public;
