-- Asks for a mail with the links to all orders and tickets of an address: of an event, else of an
-- org, else of all. Whether the address is known is looked at by the worker and not here, so that
-- neither the answer nor the time it takes tells. Limited per mail box, known or not. Raises
-- missing_field, invalid_email, invalid_field, rate_limited.
create or replace function sales.find_tickets(
  p_email text,
  p_event_id uuid,
  p_org_slug text,
  p_language text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := core.require_email('email', p_email);
  v_org_slug text := core.optional_text('org_slug', p_org_slug, 100);
  v_language text := core.request_language(p_language);
begin
  perform core.act_as('guest');
  perform core.hit_mail_limit('find_tickets_mail', v_email);
  perform core.emit(
    null, 'email:' || encode(core.token_hash(v_email), 'hex'), 'email.find_tickets',
    jsonb_build_object(
      'email', v_email, 'event_id', p_event_id, 'org_slug', v_org_slug, 'language', v_language));
  return '{"status": "queued"}';
end
$$;
revoke all on function sales.find_tickets(text, uuid, text, text) from public;
grant execute on function sales.find_tickets(text, uuid, text, text) to anon, authenticated;
