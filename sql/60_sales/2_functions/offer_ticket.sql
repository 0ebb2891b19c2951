-- Mails the offer of a ticket with a new token, which stands nowhere else; the one before is worth
-- nothing from now on. Raises rate_limited.
create or replace function sales.offer_ticket(p_transfer sales.ticket_transfers)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_token text := core.new_token();
begin
  perform core.hit_mail_limit('transfer_mail', p_transfer.to_email);
  update sales.ticket_transfers as t
  set token_hash = core.token_hash(v_token)
  where t.org_id = p_transfer.org_id and t.id = p_transfer.id;
  perform core.emit(
    p_transfer.org_id, 'transfer:' || p_transfer.id, 'email.transfer_offered',
    sales.transfer_letter(p_transfer) || jsonb_build_object(
      'email', p_transfer.to_email, 'language', p_transfer.to_language, 'token', v_token));
end
$$;
revoke all on function sales.offer_ticket(sales.ticket_transfers) from public;
