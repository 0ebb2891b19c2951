-- Lets a stranger try a promo code of an event: null when it is there and so may be asked for, else
-- the refusal, as an answer and not raised, so that the guess stays counted: of its network, and of
-- all guesses at the event. When these are too many, a network has one guess left; so whoever knows
-- a code is not kept from using it by others.
--
-- Before any row is written, and never in a read-only transaction, where a guess could not be
-- counted: right and wrong ones get the same answer there. Outside of requests, and for an
-- administrator who looks on in somebody's name, nothing is counted, and the price says what is
-- wrong with the code. Raises rate_limited, promo_code_needs_post, and find_promo_code()'s others.
create or replace function sales.try_promo_code(p_event events.events, p_code text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_network text := core.network_of(core.client_address());
  v_state text;
  v_message text;
  v_detail text;
  v_hint text;
begin
  if v_network is null or core.impersonator() is not null then
    return null;
  end if;
  if current_setting('transaction_read_only')::boolean then
    perform core.fail('promo_code_needs_post');
  end if;
  if core.guard_rate_limit('promo_code_address', v_network) > 0 then
    perform core.guard_rate_limit('promo_code_event', p_event.id::text);
  end if;
  perform events.find_promo_code(p_event, p_code);
  return null;
exception when sqlstate 'PT404' then
  get stacked diagnostics
    v_state = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail,
    v_hint = pg_exception_hint;
  perform core.hit_rate_limit('promo_code_address', v_network, p_raises => false);
  perform core.hit_rate_limit('promo_code_event', p_event.id::text, p_raises => false);
  return core.answer_refusal(v_state, v_message, v_detail, v_hint);
end
$$;
revoke all on function sales.try_promo_code(events.events, text) from public;
