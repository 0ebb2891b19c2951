-- What is left of a limit: nothing when it is exceeded, null where there is none.
create or replace function dining.left_of(p_limit bigint, p_taken bigint)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case when p_limit is not null then greatest(p_limit - p_taken, 0) end;
end
$$;
revoke all on function dining.left_of(bigint, bigint) from public;
