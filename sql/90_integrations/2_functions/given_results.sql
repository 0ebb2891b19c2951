-- The lines of results as a list of objects, from a list or from a CSV. Raises missing_field where
-- there is neither, invalid_field for both, for what is no list of objects, or too long.
create or replace function integrations.given_results(p_results jsonb, p_csv text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_given jsonb := coalesce(p_results, integrations.read_csv(p_csv));
begin
  if p_results is null and p_csv is null then
    perform core.fail('missing_field', '{"field": "results"}');
  elsif p_results is not null and p_csv is not null then
    perform core.fail('invalid_field',
      '{"field": "csv", "reason": "results are sent in one way, not in both"}');
  elsif jsonb_typeof(v_given) <> 'array' or exists (
    select from jsonb_array_elements(v_given) as l where jsonb_typeof(l) <> 'object'
  ) then
    perform core.fail('invalid_field',
      '{"field": "results", "reason": "it is a list of objects"}');
  end if;
  perform core.require_range('results', jsonb_array_length(v_given), 1, 20000);
  return v_given;
end
$$;
revoke all on function integrations.given_results(jsonb, text) from public;
