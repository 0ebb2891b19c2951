-- Which of an account's website profiles (Mollie's JSON) payments are made in: the one chosen
-- before while it can be used, else the only one that can. Null when there is none, or a choice.
create or replace function payments.usable_profile(p_profiles jsonb, p_chosen text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_usable text[];
begin
  select coalesce(array_agg(f.profile ->> 'id'), '{}') into v_usable
  from jsonb_array_elements(p_profiles) as f (profile)
  where f.profile ->> 'status' is distinct from 'blocked';
  return case
    when p_chosen = any (v_usable) then p_chosen
    when cardinality(v_usable) = 1 then v_usable[1]
  end;
end
$$;
revoke all on function payments.usable_profile(jsonb, text) from public;
