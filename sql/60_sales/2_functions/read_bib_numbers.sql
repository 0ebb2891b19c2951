-- Start numbers from a request, each once, in ascending order. Raises missing_field and
-- invalid_field.
create or replace function sales.read_bib_numbers(p_field text, p_numbers integer[])
  returns integer[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_numbers integer[];
begin
  if coalesce(cardinality(p_numbers), 0) = 0 or p_numbers = array[null::integer] then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  if cardinality(p_numbers) > 10000 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'at most 10000 numbers go at once'));
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', p_field, 'reason', 'a start number is a whole number from 1 to 999999',
    'number', n.number))
  from unnest(p_numbers) as n (number)
  where (n.number between 1 and 999999) is not true
  limit 1;
  select array_agg(distinct n.number order by n.number) into v_numbers
  from unnest(p_numbers) as n (number);
  return v_numbers;
end
$$;
revoke all on function sales.read_bib_numbers(text, integer[]) from public;
