-- A sentence of dining.sentences in a language (nl, en), with the names in braces filled in.
create or replace function dining.say(p_slug text, p_language text, p_data jsonb)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_text text;
  v_name text;
  v_value text;
begin
  select case p_language when 'nl' then s.text_nl else s.text_en end into strict v_text
  from dining.sentences as s
  where s.slug = p_slug;
  for v_name, v_value in select d.key, d.value from jsonb_each_text(p_data) as d loop
    v_text := replace(v_text, '{' || v_name || '}', coalesce(v_value, '?'));
  end loop;
  return v_text;
end
$$;
revoke all on function dining.say(text, text, jsonb) from public;
grant execute on function dining.say(text, text, jsonb) to authenticated;
