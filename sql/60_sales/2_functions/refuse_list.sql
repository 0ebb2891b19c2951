-- Refuses a member of an object that is there and no list of at most `p_max` objects:
-- invalid_field. Also refuses the object itself when it is none.
create or replace function sales.refuse_list(
  p_item jsonb,
  p_field text,
  p_max integer,
  p_data jsonb
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_list jsonb := nullif(p_item -> p_field, 'null');
begin
  if jsonb_typeof(v_list) <> 'array'
    or jsonb_path_exists(v_list, '$[*] ? (@.type() != "object")')
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', 'it is not a list of objects'));
  elsif jsonb_array_length(v_list) > p_max then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', p_field, 'reason', format('it has more than %s entries', p_max)));
  end if;
end
$$;
revoke all on function sales.refuse_list(jsonb, text, integer, jsonb) from public;
