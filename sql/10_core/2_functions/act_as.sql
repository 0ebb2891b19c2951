-- Says for the rest of the transaction who is acting, where the token alone cannot tell: a
-- signed-in user who buys a ticket is a guest, not staff. An assistant stays an assistant.
create or replace function core.act_as(p_actor_type core.actor_type)
  returns void
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  -- An assistant was said to be one, or its token says so; nearly nobody is, and every call comes
  -- by here: the word is looked for before anything is parsed.
  if strpos(concat(
      current_setting('app.actor_type', true), current_setting('request.jwt.claims', true)
    ), 'assistant') = 0 or core.actor_type() <> 'assistant'
  then
    -- An assignment, because it costs half of a `perform`, and every sale comes by here.
    p_actor_type := set_config('app.actor_type', p_actor_type::text, true);
  end if;
end
$$;
revoke all on function core.act_as(core.actor_type) from public;
