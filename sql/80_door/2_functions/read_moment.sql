-- A moment as a device tells it: a clock that was never set begins in 1970. Raises missing_field,
-- invalid_field.
create or replace function door.read_moment(p_field text, p_moment timestamptz)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_moment is null then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  elsif p_moment not between '1970-01-01 00:00Z' and '2200-01-01 00:00Z' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it is not from 1970 to 2200'));
  end if;
  return p_moment;
end
$$;
revoke all on function door.read_moment(text, timestamptz) from public;
