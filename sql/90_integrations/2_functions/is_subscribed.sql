-- Whether somebody who hears of these types, patterns such as order.* and * among them, hears of
-- this one.
create or replace function integrations.is_subscribed(p_patterns text[], p_event_type text)
  returns boolean
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select p_event_type = any (p_patterns)
    or split_part(p_event_type, '.', 1) || '.*' = any (p_patterns)
    or '*' = any (p_patterns)
$$;
revoke all on function integrations.is_subscribed(text[], text) from public;
