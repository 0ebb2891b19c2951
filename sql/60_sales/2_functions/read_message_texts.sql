-- What a message says, per language: {"nl": {"subject", "text"}, "en": …}, one of them or both.
-- Plain text: an empty line divides paragraphs. Raises missing_field and invalid_field.
create or replace function sales.read_message_texts(p_texts jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_language text;
  v_text jsonb;
  v_body text;
  v_read jsonb := '{}';
begin
  if coalesce(nullif(p_texts, 'null'), '{}') = '{}' then
    perform core.fail('missing_field', '{"field": "texts"}');
  elsif jsonb_typeof(p_texts) <> 'object' then
    perform core.fail('invalid_field', '{"field": "texts", "reason": "it is no object"}');
  end if;
  for v_language, v_text in select t.key, t.value from jsonb_each(p_texts) as t loop
    if v_language not in ('nl', 'en') then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'texts', 'reason', 'its languages are nl and en'));
    elsif jsonb_typeof(v_text) <> 'object'
      or jsonb_typeof(coalesce(v_text -> 'subject', '""')) <> 'string'
      or jsonb_typeof(coalesce(v_text -> 'text', '""')) <> 'string'
    then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'texts.' || v_language, 'reason', 'it is no {"subject": text, "text": text}'));
    end if;
    v_body := core.optional_prose('texts.' || v_language || '.text', v_text ->> 'text', 10000);
    if v_body is null then
      perform core.fail('missing_field', jsonb_build_object(
        'field', 'texts.' || v_language || '.text'));
    end if;
    v_read := v_read || jsonb_build_object(v_language, jsonb_build_object(
      'subject', core.require_text(
        'texts.' || v_language || '.subject', v_text ->> 'subject', 150),
      'text', v_body));
  end loop;
  return v_read;
end
$$;
revoke all on function sales.read_message_texts(jsonb) from public;
