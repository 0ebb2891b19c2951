-- The team that a join code opens, however it is typed: in small letters, with or without dashes
-- and spaces, O for 0, I or L for 1. Tries are limited per address; what makes guessing hopeless
-- are the code's 60 bits, since a refused try takes its count back with it. Raises missing_field,
-- rate_limited, join_code_not_valid.
create or replace function sales.find_team(p_join_code text)
  returns sales.teams
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_code text := upper(core.require_text('join_code', p_join_code, 100));
  v_team sales.teams;
begin
  perform core.hit_rate_limit('join_code', core.client_address());
  v_code := translate(v_code, 'OIL -', '011');
  select t.* into v_team from sales.teams as t where t.join_code_hash = core.token_hash(v_code);
  if not found then
    perform core.fail('join_code_not_valid');
  end if;
  return v_team;
end
$$;
revoke all on function sales.find_team(text) from public;
