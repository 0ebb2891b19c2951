-- A row of `p_count` bits in which those from `p_first` to `p_last` (from 1) are set; none when the
-- last is before the first.
create or replace function dining.slot_bits(p_count integer, p_first integer, p_last integer)
  returns varbit
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select (
    repeat('0', p_first - 1)
    || repeat('1', p_last - p_first + 1)
    || repeat('0', p_count - greatest(p_last, p_first - 1))
  )::varbit
$$;
revoke all on function dining.slot_bits(integer, integer, integer) from public;
