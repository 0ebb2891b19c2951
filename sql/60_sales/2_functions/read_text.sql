-- A text in an object of a request, trimmed; null when it is missing or blank. Raises
-- invalid_field, with `p_data`, when it is no text, too long, or holds control characters.
create or replace function sales.read_text(
  p_object jsonb,
  p_field text,
  p_max integer,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_text text := nullif(btrim(p_object ->> p_field), '');
  v_reason text;
begin
  if v_text is null then
    return null;
  end if;
  v_reason := case
    when jsonb_typeof(p_object -> p_field) <> 'string' then 'it is not a text'
    when length(v_text) > p_max then format('it is longer than %s characters', p_max)
    when v_text ~ '[[:cntrl:]]' then 'it contains control characters' end;
  if v_reason is not null then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', v_reason));
  end if;
  return v_text;
end
$$;
revoke all on function sales.read_text(jsonb, text, integer, jsonb) from public;
