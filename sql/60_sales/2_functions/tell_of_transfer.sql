-- Mails what became of a transfer: to who offered the ticket that it is `started`, `accepted`,
-- `declined` or `expired`; to whom it was offered that it is `withdrawn`.
create or replace function sales.tell_of_transfer(
  p_transfer sales.ticket_transfers,
  p_news text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_transfer.org_id, 'transfer:' || p_transfer.id, 'email.transfer_news',
    sales.transfer_letter(p_transfer) || jsonb_build_object('news', p_news) || case p_news
      when 'withdrawn' then jsonb_build_object(
        'email', p_transfer.to_email, 'language', p_transfer.to_language)
      else jsonb_build_object(
        'email', p_transfer.from_email, 'language', p_transfer.from_language,
        'name', p_transfer.from_name) end);
end
$$;
revoke all on function sales.tell_of_transfer(sales.ticket_transfers, text) from public;
